#include "uri.h"

#include <algorithm>

namespace stackdev::lsp {
namespace {

std::optional<unsigned> hexDigit(char c) {
  if (c >= '0' && c <= '9')
    return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f')
    return static_cast<unsigned>(c - 'a') + 10;
  if (c >= 'A' && c <= 'F')
    return static_cast<unsigned>(c - 'A') + 10;
  return std::nullopt;
}

std::optional<std::string> decoded(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      result += text[i];
      continue;
    }
    if (i + 2 >= text.size())
      return std::nullopt;
    const auto high = hexDigit(text[i + 1]);
    const auto low = hexDigit(text[i + 2]);
    if (!high || !low)
      return std::nullopt;
    result += static_cast<char>(*high * 16 + *low);
    i += 2;
  }
  return result;
}

bool isUnreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-._~/").find(c) != std::string_view::npos;
}

/// Takes `prefix`, which is of small letters, away; case does not matter in schemes and hosts.
bool take(std::string_view prefix, std::string_view& uri) {
  const auto isSame = [](char small, char c) {
    return small == (c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  };
  if (!std::equal(prefix.begin(), prefix.end(), uri.begin(),
                  uri.begin() + static_cast<std::ptrdiff_t>(std::min(prefix.size(), uri.size())),
                  isSame))
    return false;
  uri.remove_prefix(prefix.size());
  return true;
}

} // namespace

std::optional<std::filesystem::path> pathOf(std::string_view uri) {
  if (!take("file:", uri))
    return std::nullopt;
  if (uri.starts_with("//")) { // without them there is no host: so Java writes it
    uri.remove_prefix(2);
    take("localhost", uri);
  }
  uri = uri.substr(0, uri.find_first_of("?#"));
  const auto path = decoded(uri);
  constexpr std::size_t kMaxPath = 4096; // PATH_MAX: the system takes no longer one
  if (!path || path->size() >= kMaxPath || !path->starts_with('/') || path->starts_with("//") ||
      path->find('\0') != std::string::npos)
    return std::nullopt;
  return std::filesystem::path(*path).lexically_normal();
}

std::optional<std::filesystem::path> realPathOf(std::string_view uri) {
  auto path = pathOf(uri);
  if (!path)
    return path;
  std::error_code failed;
  auto real = std::filesystem::weakly_canonical(*path, failed);
  return failed ? std::move(path) : std::optional(std::move(real));
}

std::string uriOf(const std::filesystem::path& path) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string uri = "file://";
  for (const char c : path.string()) {
    if (isUnreserved(c)) {
      uri += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    ((uri += '%') += kDigits[byte >> 4U]) += kDigits[byte & 0xFU];
  }
  return uri;
}

} // namespace stackdev::lsp
