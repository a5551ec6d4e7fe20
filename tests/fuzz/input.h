// The bytes that libFuzzer hands over, as text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace stackdev::fuzz {

inline std::string_view text(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// Ends the run as a finding: a property does not hold.
inline void expect(bool holds) {
  if (!holds)
    __builtin_trap();
}

} // namespace stackdev::fuzz
