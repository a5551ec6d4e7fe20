#include <stackdev/shell_word.h>

namespace stackdev {

std::string quotedShellWord(std::string_view text) {
  std::string word = "'";
  for (const char c : text)
    word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + "'";
}

std::string shellWord(std::string_view text) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                      "0123456789_-+=,./:@%^";
  const bool isPlain = !text.empty() && text.find_first_not_of(kPlain) == std::string_view::npos;
  return isPlain ? std::string(text) : quotedShellWord(text);
}

} // namespace stackdev
