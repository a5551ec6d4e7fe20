#include <stackdev/text_edit.h>

#include <algorithm>

namespace stackdev {

std::string edited(std::string_view text, std::vector<TextEdit> edits) {
  std::stable_sort(edits.begin(), edits.end(),
                   [](const auto& a, const auto& b) { return a.start < b.start; });
  std::string result;
  std::size_t done = 0;
  for (const auto& edit : edits) {
    result += text.substr(done, edit.start - done);
    result += edit.replacement;
    done = edit.end;
  }
  result += text.substr(done);
  return result;
}

} // namespace stackdev
