// Words to look for in a Python text.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace stackdev {

constexpr bool isWordCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// Names of functions to look for; sorted views.
class Words {
public:
  explicit Words(std::vector<std::string> words);
  bool contains(std::string_view word) const;
  /// Whether any of the words is in `text` as a whole word, in code or not.
  bool occurIn(std::string_view text) const;
  const std::vector<std::string>& all() const { return words_; }

private:
  std::vector<std::string> words_;
  std::vector<std::string> stems_; // what occurIn() searches for: every word has one of them
  std::size_t shortest_ = std::string::npos;
  std::array<bool, 256> initials_{}; // with which a word starts: most others differ there
};

} // namespace stackdev
