#include "repository/source_cache.h"

#include <algorithm>
#include <ctime>
#include <iterator>
#include <utility>

namespace stackdev {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
/// As coarse as the times of any file system: FAT's.
constexpr std::int64_t kCoarsest = 2 * kSecond;

std::int64_t nanoseconds(const timespec& time) {
  return time.tv_sec * kSecond + time.tv_nsec;
}

} // namespace

FileStamp stampOf(const struct stat& info) {
  return {info.st_dev, info.st_ino, static_cast<std::uint64_t>(info.st_size),
          nanoseconds(info.st_mtim), nanoseconds(info.st_ctim)};
}

FileStamp stampOf(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 ? stampOf(info) : FileStamp{};
}

const CachedFile* CachedFolder::find(std::string_view name) const {
  const auto found =
      std::lower_bound(files.begin(), files.end(), name,
                       [](const CachedFile& file, std::string_view n) { return file.name < n; });
  return found != files.end() && found->name == name ? &*found : nullptr;
}

void SourceCache::takeReused(SourceCache& before) {
  for (auto& [path, folder] : before.folders)
    if (folder.isReused)
      folders.emplace(path, std::move(folder));
  before.folders.clear();
  std::move(before.texts.begin(), before.texts.end(), std::back_inserter(texts));
  before.texts.clear();
}

bool SourceCache::isOldEnough(const FileStamp& stamp) const {
  return std::max(stamp.modified, stamp.changed) + kCoarsest < time;
}

std::int64_t fileTime() {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME_COARSE, &now);
  return nanoseconds(now);
}

} // namespace stackdev
