#include "repository/exclude.h"

#include <set>

namespace stackdev {

std::string withExcluded(std::string_view current, const std::vector<std::string>& patterns) {
  std::set<std::string_view> lines;
  for (auto rest = current; !rest.empty();) {
    const auto end = rest.find('\n');
    lines.insert(rest.substr(0, end));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  std::string text(current);
  bool titled = false;
  for (const auto& pattern : patterns) {
    if (lines.contains(pattern))
      continue;
    if (!text.empty() && text.back() != '\n')
      text += '\n';
    if (!titled)
      text += "# made by stackdev import\n";
    titled = true;
    text += pattern + "\n";
  }
  return text;
}

} // namespace stackdev
