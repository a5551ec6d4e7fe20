#include "repository/git_index.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "support/file.h"

namespace stackdev {
namespace {

constexpr std::size_t kHeaderSize = 12;
constexpr std::size_t kChecksumSize =
    20; // SHA-1; of other repositories libgit2 knows nothing either
constexpr std::size_t kNameLengthAt = 60; // in an entry

std::uint32_t number(std::string_view bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i)
    value = value << 8U | static_cast<unsigned char>(bytes[i]);
  return value;
}

/// How many bytes of the name before are to go, as version 4 writes it.
std::size_t takeLength(std::string_view& bytes) {
  std::size_t value = 0;
  for (bool isFirst = true; !bytes.empty(); isFirst = false) {
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    value = isFirst ? byte & 0x7FU : ((value + 1) << 7U) | (byte & 0x7FU);
    if ((byte & 0x80U) == 0)
      break;
  }
  return value;
}

} // namespace

std::filesystem::path gitFolder(const std::filesystem::path& folder) {
  const auto link = readFile(folder / ".git", 4096);
  constexpr std::string_view kKey = "gitdir:";
  if (!link || !link->starts_with(kKey))
    return folder / ".git";
  const auto start = link->find_first_not_of(" \t", kKey.size());
  const auto end = link->find_last_not_of("\r\n \t");
  if (start == std::string::npos || end < start)
    return folder / ".git";
  return folder / link->substr(start, end - start + 1); // an absolute path replaces the first
}

std::optional<TrackedPaths> TrackedPaths::of(const std::filesystem::path& folder) {
  TrackedPaths tracked;
  auto bytes = readFileIfThere(gitFolder(folder) / "index");
  if (!bytes)
    return std::nullopt;
  if (!*bytes)
    return tracked;
  tracked.bytes_ = std::move(**bytes);
  if (!tracked.read())
    return std::nullopt;
  return tracked;
}

bool TrackedPaths::read() {
  const std::string_view all(bytes_);
  if (all.size() < kHeaderSize + kChecksumSize || !all.starts_with("DIRC"))
    return false;
  const auto version = number(all.substr(4));
  const auto count = number(all.substr(8));
  if (version < 2 || version > 4 || count > all.size() / (kNameLengthAt + 2))
    return false;
  std::vector<std::size_t> ends; // in names_, which moves while it grows
  auto rest = all.substr(kHeaderSize, all.size() - kHeaderSize - kChecksumSize);
  std::string name;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (rest.size() < kNameLengthAt + 4)
      return false;
    const bool isExtended = (static_cast<unsigned char>(rest[kNameLengthAt]) & 0x40U) != 0;
    const auto fixed = kNameLengthAt + (isExtended ? 4U : 2U);
    auto tail = rest.substr(fixed);
    if (version == 4) {
      const auto dropped = takeLength(tail);
      const auto end = tail.find('\0');
      if (dropped > name.size() || end == std::string_view::npos)
        return false;
      name.resize(name.size() - dropped);
      name += tail.substr(0, end);
      names_ += name;
      ends.push_back(names_.size());
      rest = tail.substr(end + 1);
      continue;
    }
    const auto end = tail.find('\0');
    if (end == std::string_view::npos)
      return false;
    paths_.push_back(tail.substr(0, end));
    const auto size = (fixed + end + 8) / 8 * 8; // padded with one to eight NUL bytes
    if (size > rest.size())
      return false;
    rest.remove_prefix(size);
  }
  for (std::size_t i = 0, start = 0; i < ends.size(); start = ends[i++])
    paths_.push_back(std::string_view(names_).substr(start, ends[i] - start));
  // Extensions: an entry that stands for a folder, or entries elsewhere, change what is tracked.
  while (rest.size() >= 8) {
    const auto signature = rest.substr(0, 4);
    const auto size = number(rest.substr(4));
    if (signature == "link" || signature == "sdir" || size > rest.size() - 8)
      return false;
    rest.remove_prefix(8 + size);
  }
  return true;
}

bool TrackedPaths::hasFile(std::string_view path) const {
  return std::binary_search(paths_.begin(), paths_.end(), path);
}

bool TrackedPaths::hasBelow(std::string_view folder) const {
  const auto found = std::lower_bound(paths_.begin(), paths_.end(), folder);
  return found != paths_.end() && found->starts_with(folder);
}

} // namespace stackdev
