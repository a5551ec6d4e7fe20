// Searching a text for a short one, as quick as memory is read.
#pragma once

#include <cstddef>
#include <string_view>

namespace stackdev {

/// As text.find(part, from). The rarer the first and last bytes of `part` are, the better.
std::size_t findBytes(std::string_view text, std::string_view part, std::size_t from = 0);

} // namespace stackdev
