// Keeping generated files out of `git status` without touching a file of the repository's own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace stackdev {

/// The text of .git/info/exclude with these patterns, the current one if it has them all.
std::string withExcluded(std::string_view current, const std::vector<std::string>& patterns);

} // namespace stackdev
