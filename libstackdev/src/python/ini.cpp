#include "python/ini.h"

#include <algorithm>
#include <cctype>

namespace stackdev {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\f\v";
  const auto begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos)
    return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

std::string keyOf(std::string_view text) {
  std::string key(trimmed(text));
  std::transform(key.begin(), key.end(), key.begin(), [](unsigned char c) {
    return c == '-' ? '_' : static_cast<char>(std::tolower(c));
  });
  return key;
}

} // namespace

std::string_view IniSection::value(std::string_view key) const {
  for (const auto& [known, text] : values)
    if (known == key)
      return text;
  return {};
}

std::vector<IniSection> iniSections(std::string_view text) {
  std::vector<IniSection> sections;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    const auto content = trimmed(line);
    if (content.empty() || content.front() == '#' || content.front() == ';')
      continue;
    const bool indented = line.front() == ' ' || line.front() == '\t';
    if (indented && !sections.empty() && !sections.back().values.empty()) {
      sections.back().values.back().second += "\n" + std::string(content);
    } else if (content.front() == '[' && content.find(']') != std::string_view::npos) {
      sections.push_back({std::string(trimmed(content.substr(1, content.find(']') - 1))), {}});
    } else if (const auto sign = content.find_first_of("=:");
               sign != std::string_view::npos && !sections.empty()) {
      sections.back().values.emplace_back(keyOf(content.substr(0, sign)),
                                          std::string(trimmed(content.substr(sign + 1))));
    }
  }
  return sections;
}

std::vector<std::string> iniLines(std::string_view value) {
  std::vector<std::string> lines;
  while (!value.empty()) {
    const auto end = value.find('\n');
    const auto line = trimmed(value.substr(0, end));
    value.remove_prefix(end == std::string_view::npos ? value.size() : end + 1);
    if (!line.empty() && line.front() != '#')
      lines.emplace_back(line);
  }
  return lines;
}

} // namespace stackdev
