// The INI dialect of setup.cfg and paste files, as Python's configparser reads it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace stackdev {

struct IniSection {
  std::string name;
  std::vector<std::pair<std::string, std::string>> values; // continuation lines joined by '\n'

  /// "" where there is none; keys in lower case, '-' as '_' (setuptools takes both).
  std::string_view value(std::string_view key) const;
};

/// Lines that fit no rule are left out.
std::vector<IniSection> iniSections(std::string_view text);

/// The lines of a value, blanks and comments gone, empty ones left out.
std::vector<std::string> iniLines(std::string_view value);

} // namespace stackdev
