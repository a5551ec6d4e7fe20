// The settings in a configuration file of a service: `name = value`, `--name=value`, with their
// places.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace stackdev {

struct Setting {
  std::string_view name;
  std::string_view value;
  std::size_t line;  // from 1
  std::size_t start; // of the value, bytes
};

/// In order; comments and section headers left out. The views are into `text`.
std::vector<Setting> settingsIn(std::string_view text);

} // namespace stackdev
