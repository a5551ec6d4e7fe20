// Dotted names that something in a Python module may stand for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace stackdev {

/// As "eventlet.patcher.monkey_patch"; sorted. Empty: something else.
using Paths = std::vector<std::string>;

/// At most eight in all.
void addPaths(Paths& to, const Paths& from);

/// What `name` of an `object` is; without those that get too long.
Paths memberPaths(const Paths& object, std::string_view name);

} // namespace stackdev
