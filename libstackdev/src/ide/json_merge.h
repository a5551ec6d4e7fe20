// Merging what stackdev wants into a JSON file that the user edits, too: his comments, order and
// own entries stay, byte for byte.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>

#include <stackdev/result.h>

namespace stackdev {

/// A list whose items are told apart; all other lists are values as a whole.
struct JsonList {
  std::string_view path; // keys from the top, divided by '/': "launch/configurations"
  std::string_view key;  // that tells items apart: "name"; "" if they are plain values
};

struct JsonMerge {
  std::string file;                // for messages
  std::span<const JsonList> lists; //
  boost::json::value generated;    // what stackdev wrote last; null if nothing
  boost::json::value wanted;       // what it wants now
  enum class Unwanted { Remove, Keep } unwanted = Unwanted::Remove;
};

struct MergedJson {
  std::string text;
  std::vector<std::string> kept; // items that are wanted no more, but changed by the user
};

/// Where the current value is the generated one, it becomes the wanted one; what was generated and
/// is missing, the user has removed; all else is his. Errors: InvalidArgument.
Result<MergedJson> mergedJson(std::string_view current, const JsonMerge& merge);

} // namespace stackdev
