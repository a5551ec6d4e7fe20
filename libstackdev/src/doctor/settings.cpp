#include "doctor/settings.h"

#include <algorithm>

namespace stackdev {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos)
    return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

} // namespace

std::vector<Setting> settingsIn(std::string_view text) {
  std::vector<Setting> settings;
  std::size_t number = 0;
  for (std::size_t start = 0; start < text.size();) {
    const auto end = std::min(text.find('\n', start), text.size());
    auto line = trimmed(text.substr(start, end - start));
    start = end + 1;
    ++number;
    if (line.empty() || line.front() == '#' || line.front() == ';' || line.front() == '[')
      continue;
    const auto sign = line.find('=');
    if (sign == std::string_view::npos)
      continue;
    auto name = trimmed(line.substr(0, sign));
    if (name.starts_with("--")) // a flag file of 2012
      name.remove_prefix(2);
    const auto value = trimmed(line.substr(sign + 1));
    const auto at = value.empty() ? line.data() + line.size() : value.data();
    settings.push_back({name, value, number, static_cast<std::size_t>(at - text.data())});
  }
  return settings;
}

} // namespace stackdev
