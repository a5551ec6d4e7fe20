#include "clone/remote_url.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace stackdev {
namespace {

using Path = std::filesystem::path;

template <class T>
void addUnique(std::vector<T>& values, T value) {
  if (std::find(values.begin(), values.end(), value) == values.end())
    values.push_back(std::move(value));
}

int hexDigit(char c) {
  const auto lower = static_cast<char>(c | 0x20);
  return c >= '0' && c <= '9' ? c - '0' : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::string percentDecoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool isCode = text[i] == '%' && i + 2 < text.size() && hexDigit(text[i + 1]) >= 0 &&
                        hexDigit(text[i + 2]) >= 0;
    decoded +=
        isCode ? static_cast<char>(hexDigit(text[i + 1]) * 16 + hexDigit(text[i + 2])) : text[i];
    i += isCode ? 2 : 0;
  }
  return decoded;
}

/// "https://opendev.org/openstack/nova.git/" is opendev.org, openstack, nova.
std::vector<std::string> wordsOf(std::string_view url) {
  if (const auto scheme = url.find("://"); scheme != std::string_view::npos)
    url.remove_prefix(scheme + 3);
  std::vector<std::string> words;
  std::string word;
  for (const char c : url) {
    if (c != '/' && c != ':') {
      word += c;
      continue;
    }
    if (!word.empty())
      words.push_back(std::exchange(word, {}));
  }
  if (!word.empty())
    words.push_back(std::move(word));
  if (!words.empty() && words.back().ends_with(".git"))
    words.back().resize(words.back().size() - 4);
  // What would lead out of the mirror names nothing in it.
  std::erase_if(words, [](const auto& one) { return one.empty() || one == "." || one == ".."; });
  return words;
}

} // namespace

UrlKind urlKind(std::string_view url) {
  static constexpr std::array<std::pair<std::string_view, UrlKind>, 7> kSchemes = {{
      {"https", UrlKind::Secure},
      {"ssh", UrlKind::Secure},
      {"git+ssh", UrlKind::Secure},
      {"ssh+git", UrlKind::Secure},
      {"git", UrlKind::Plain},
      {"http", UrlKind::Plain},
      {"file", UrlKind::Local},
  }};
  if (const auto scheme = url.find("://"); scheme != std::string_view::npos) {
    for (const auto& [name, kind] : kSchemes)
      if (url.substr(0, scheme) == name)
        return kind;
    return UrlKind::Unknown;
  }
  const auto colon = url.find(':');
  if (colon == std::string_view::npos || url.find('/') < colon)
    return UrlKind::Local;
  if (colon == 0 || url.substr(colon).starts_with("::")) // git would start git-remote-NAME
    return UrlKind::Unknown;
  return UrlKind::Secure; // me@host:path
}

Path localFolder(std::string_view url, const Path& root) {
  static constexpr std::string_view kFile = "file://";
  if (!url.starts_with(kFile))
    return (root / url).lexically_normal();
  return percentDecoded(url.substr(kFile.size()));
}

std::vector<std::string> urlsOf(const ManifestRepository& repository, const Manifest& manifest) {
  auto urls = repository.urls;
  auto rewrites = manifest.rewrites;
  // Most servers have given the git protocol up; they answer at the same place by https.
  rewrites.emplace_back("git://", "https://");
  for (const auto& url : repository.urls)
    for (const auto& [from, to] : rewrites)
      if (url.starts_with(from))
        addUnique(urls, to + url.substr(from.size()));
  return urls;
}

std::vector<Path> mirrorFolders(const ManifestRepository& repository, const Path& mirror) {
  std::vector<Path> folders;
  const auto add = [&](const Path& relative) {
    addUnique(folders, mirror / relative);
    addUnique(folders, mirror / (relative.string() + ".git"));
  };
  add(repository.name);
  for (const auto& url : repository.urls) {
    const auto words = wordsOf(url);
    const auto count = words.size();
    if (count == 0)
      continue;
    const auto& name = words[count - 1];
    if (count > 1) {
      add(Path(words[count - 2]) / name);
      addUnique(folders, mirror / (words[count - 2] + "+" + name) / "repo");
    }
    if (count > 2)
      add(Path(words[count - 3]) / words[count - 2] / name);
    add(name);
  }
  return folders;
}

bool nameSameRepository(std::string_view one, std::string_view other) {
  auto left = wordsOf(one);
  auto right = wordsOf(other);
  for (auto* words : {&left, &right})
    if (words->size() > 2)
      words->erase(words->begin(), words->end() - 2);
  return !left.empty() && left == right;
}

} // namespace stackdev
