#include "python/words.h"

#include <algorithm>

#include "support/find_bytes.h"

namespace stackdev {

Words::Words(std::vector<std::string> words) : words_(std::move(words)) {
  std::sort(words_.begin(), words_.end());
  words_.erase(std::unique(words_.begin(), words_.end()), words_.end());
  for (const auto& word : words_) {
    const std::string stem = word.find("patch") != std::string::npos ? "patch" : word;
    if (std::find(stems_.begin(), stems_.end(), stem) == stems_.end())
      stems_.push_back(stem);
    shortest_ = std::min(shortest_, word.size());
    if (!word.empty())
      initials_[static_cast<unsigned char>(word[0])] = true;
  }
}

bool Words::contains(std::string_view word) const {
  return word.size() >= shortest_ && !word.empty() &&
         initials_[static_cast<unsigned char>(word[0])] &&
         std::binary_search(words_.begin(), words_.end(), word);
}

bool Words::occurIn(std::string_view text) const {
  for (const auto& stem : stems_) {
    for (auto at = findBytes(text, stem); at != std::string_view::npos;) {
      auto start = at;
      auto end = at + stem.size();
      while (start > 0 && isWordCharacter(text[start - 1]))
        --start;
      while (end < text.size() && isWordCharacter(text[end]))
        ++end;
      if (end - start >= shortest_ && contains(text.substr(start, end - start)))
        return true;
      at = findBytes(text, stem, end);
    }
  }
  return false;
}

} // namespace stackdev
