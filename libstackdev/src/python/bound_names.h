// Which names a function's body makes local, by Python's rules.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "python/syntax_tree.h"

namespace stackdev {

struct BoundNames {
  std::set<std::string, std::less<>> locals; // globals and nonlocals may be among them
  std::set<std::string, std::less<>> globals;
  std::set<std::string, std::less<>> nonlocals;
};

/// What `body` binds, without the functions and classes inside of it.
void addBoundNames(TSNode body, std::string_view code, BoundNames& names);

/// What an assignment to `target` binds.
void addTargetNames(TSNode target, std::string_view code, BoundNames& names);

} // namespace stackdev
