// JSON with comments and trailing commas, as VS Code's files have it: where each value stands in
// the text, so that one can be edited while every other byte stays.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>

#include <stackdev/result.h>

namespace stackdev {

/// A value in a text; with its key, if it is a member of an object.
struct JsonNode {
  enum class Kind { Object, Array, Scalar };

  Kind kind = Kind::Scalar;
  std::string key;                  // decoded; "" for elements and the whole
  std::size_t start = 0;            // of the key, or of the value where there is none
  std::size_t valueStart = 0;       // bytes [valueStart, end) are the value
  std::size_t end = 0;              //
  std::optional<std::size_t> comma; // the one behind it
  bool hasComment = false;          // somewhere inside
  boost::json::value scalar;        // Kind::Scalar
  std::vector<JsonNode> children;   // members or elements

  /// The member of this key; the last, as VS Code has it, if there are several. nullptr if none.
  const JsonNode* member(std::string_view name) const;
};

/// Errors: InvalidArgument, "FILE:LINE:COLUMN: expected ...".
Result<JsonNode> parsedJsonText(std::string_view text, const std::string& file);

/// What the node says.
boost::json::value valueOf(const JsonNode& node);

/// How a text is laid out.
struct JsonLayout {
  std::string unit = "\t"; // per level
  std::string lineEnd = "\n";
};
JsonLayout layoutOf(std::string_view text, const JsonNode& whole);

/// The value as text; lines after the first begin with `indent`. Arrays of scalars that fit stand
/// on one line.
std::string jsonText(const boost::json::value& value, const JsonLayout& layout,
                     const std::string& indent = {});

/// The end of what belongs to the line of `place` behind it: blanks and comments, if there is any
/// comment; else `place`. For putting something behind them.
std::size_t endOfLineComments(std::string_view text, std::size_t place);

} // namespace stackdev
