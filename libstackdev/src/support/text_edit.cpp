#include <stackdev/text_edit.h>

#include <algorithm>
#include <utility>

namespace stackdev {

std::string edited(std::string_view text, std::vector<TextEdit> edits) {
  std::stable_sort(edits.begin(), edits.end(), [](const auto& a, const auto& b) {
    return std::pair(a.start, a.end) <
           std::pair(b.start, b.end); // insertions before what they precede
  });
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
