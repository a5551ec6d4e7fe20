// The arguments of a call, and what the source alone says of their values.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "python/syntax_tree.h"

namespace stackdev {

/// What is known of a value when only the source is there.
struct Constant {
  bool isTrue;     // in a condition
  bool equalsTrue; // == True, as 1 does
  bool isNone;
};

struct Argument {
  enum class Form { Positional, Keyword, List, Dictionary }; // x, name=x, *x, **x
  Form form;
  std::string name;              // of a keyword
  std::optional<Constant> value; // nullopt: cannot be known
  bool isPlain;                  // evaluating it has no effect that anybody would miss
  std::size_t start;             // of the whole argument
  std::size_t end;
  std::size_t valueStart; // of its value
};

/// Of `node`, the field "arguments" of a call. **{"a": 1} and **dict(a=1) are keywords like others.
std::vector<Argument> argumentList(TSNode node, std::string_view code);

/// What a string of `code` holds; "" for one with escapes or a formatted one.
std::string stringValue(TSNode string, std::string_view code);

} // namespace stackdev
