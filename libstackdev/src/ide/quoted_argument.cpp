#include "ide/quoted_argument.h"

namespace stackdev {

std::string quotedArgument(const std::string& text, const std::string& plain) {
  if (!text.empty() && plain.find_first_of(" \t\"'\\") == std::string::npos)
    return text;
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\')
      result += '\\';
    result += c;
  }
  return result + "\"";
}

} // namespace stackdev
