#include "features/manifest_text.h"

#include <algorithm>

#include "positions.h"

namespace stackdev::lsp {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos)
    return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// "service.\"nova api\"" to its parts.
std::vector<std::string> partsOf(std::string_view path) {
  std::vector<std::string> parts(1);
  char quote = 0;
  for (const char c : path) {
    if (quote != 0 ? c == quote : c == '"' || c == '\'')
      quote = quote != 0 ? '\0' : c;
    else if (c == '.' && quote == 0)
      parts.emplace_back();
    else if (quote != 0 || (c != ' ' && c != '\t'))
      parts.back() += c;
  }
  return parts;
}

/// What is open behind a line: brackets, braces, a string of several lines.
class Nesting {
public:
  bool isOpen() const { return depth_ > 0 || !string_.empty(); }

  void read(std::string_view line) {
    for (std::size_t i = 0; i < line.size(); ++i) {
      const char c = line[i];
      if (!string_.empty()) {
        i = line.find(string_, i);
        if (i == std::string_view::npos)
          return;
        i += string_.size() - 1;
        string_.clear();
      } else if (c == '#') {
        return;
      } else if (c == '"' || c == '\'') {
        i = endOfString(line, i);
      } else if (c == '[' || c == '{') {
        ++depth_;
      } else if ((c == ']' || c == '}') && depth_ > 0) {
        --depth_;
      }
    }
  }

private:
  /// The last character of the string at `i`, or of the line.
  std::size_t endOfString(std::string_view line, std::size_t i) {
    const char quote = line[i];
    const std::string triple(3, quote);
    if (line.substr(i, 3) == triple) {
      const auto end = line.find(triple, i + 3);
      if (end != std::string_view::npos)
        return end + 2;
      string_ = triple;
      return line.size();
    }
    for (++i; i < line.size() && line[i] != quote; ++i)
      if (line[i] == '\\' && quote == '"')
        ++i;
    return i;
  }

  int depth_ = 0;
  std::string string_; // that ends it
};

} // namespace

std::vector<ManifestSection> manifestSections(std::string_view text) {
  std::vector<ManifestSection> sections = {{"", {}, 0, 0, {}}};
  Nesting nesting;
  for (std::size_t start = 0; start < text.size(); start = nextLine(text, start)) {
    const auto end = lineEnd(text, start);
    const auto line = text.substr(start, end - start);
    const auto content = trimmed(line);
    const bool isContinued = nesting.isOpen();
    if (!isContinued && content.starts_with('[')) {
      const auto close = content.find_last_of(']');
      const auto header = content.substr(0, close == std::string_view::npos ? close : close + 1);
      const auto first = header.find_first_not_of('[');
      const auto last = header.find_last_not_of(']');
      const auto path = first == std::string_view::npos || last < first
                            ? std::string_view()
                            : header.substr(first, last - first + 1);
      sections.push_back({std::string(header), partsOf(path), start, end, {}});
      continue;
    }
    auto& section = sections.back();
    const auto equals = content.find('=');
    if (!isContinued && !content.starts_with('#') && equals != std::string_view::npos) {
      const auto name = trimmed(content.substr(0, equals));
      const auto offset = static_cast<std::size_t>(content.data() - text.data());
      section.keys.push_back({std::string(name), offset, end});
      nesting.read(content.substr(equals + 1));
    } else {
      nesting.read(content);
    }
    if (!content.empty())
      section.end = end;
    if (isContinued && !section.keys.empty())
      section.keys.back().end = end;
  }
  return sections;
}

std::vector<std::string> manifestNames(const std::vector<ManifestSection>& sections,
                                       std::string_view kind) {
  std::vector<std::string> names;
  for (const auto& section : sections)
    if (section.path.size() >= 2 && section.path[0] == kind &&
        std::find(names.begin(), names.end(), section.path[1]) == names.end())
      names.push_back(section.path[1]);
  return names;
}

} // namespace stackdev::lsp
