// Substring search at the speed of memory, for looking through a hundred megabytes of sources.
#pragma once

#include <cstddef>
#include <string_view>

namespace stackdev {

/// As text.find(word, from), for words of at least two bytes.
std::size_t findWord(std::string_view text, std::string_view word, std::size_t from);

} // namespace stackdev
