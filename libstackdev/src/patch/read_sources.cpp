#include "patch/read_sources.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <optional>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/descriptor.h"
#include "support/file.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

constexpr std::size_t kMaxFileSize = std::size_t{64} << 20U;

/// The content of `source` in `buffer`; nullopt if it is no Python, or for the reason given.
std::optional<std::string_view> contentOf(const FoundSource& source, std::string& buffer,
                                          FileStamp& stamp, std::string& problem) {
  const Descriptor file(
      ::openat(source.folder, source.name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat info {};
  if (!file || ::fstat(file.fd(), &info) != 0) {
    if (errno != ENOENT)
      problem = "cannot be read: " + std::generic_category().message(errno);
    return std::nullopt;
  }
  stamp = stampOf(info);
  const auto size = static_cast<std::size_t>(info.st_size);
  if (!S_ISREG(info.st_mode))
    return std::nullopt;
  if (size > kMaxFileSize) {
    if (source.hasExtension)
      problem = "is larger than 64 MiB";
    return std::nullopt;
  }
  if (buffer.size() < size)
    buffer.resize(size);
  std::size_t done = 0;
  const auto readTo = [&](std::size_t limit) {
    while (done < limit) {
      const auto count = ::read(file.fd(), buffer.data() + done, limit - done);
      if (count < 0 && errno == EINTR)
        continue;
      if (count < 0)
        problem = "cannot be read: " + std::generic_category().message(errno);
      if (count <= 0)
        return;
      done += static_cast<std::size_t>(count);
    }
  };
  constexpr std::size_t kFirstLine = 256;
  if (!source.hasExtension) {
    readTo(std::min(size, kFirstLine));
    if (!hasPythonShebang({buffer.data(), done}))
      return std::nullopt;
  }
  readTo(size);
  if (!problem.empty())
    return std::nullopt;
  return std::string_view(buffer.data(), done);
}

struct Paths {
  std::vector<Path> folders; // none inside of another
  std::vector<Path> files;
};

/// Below one of `folders`, which end without a slash.
bool isBelowOne(const std::string& path, const std::vector<Path>& folders) {
  return std::any_of(folders.begin(), folders.end(),
                     [&](const Path& folder) { return path.starts_with(folder.string() + "/"); });
}

Result<Paths> resolvedPaths(const ScanOptions& options) {
  Paths paths;
  for (const auto& path : options.paths.empty() ? std::vector<Path>{options.root} : options.paths) {
    std::error_code failed;
    auto resolved = std::filesystem::canonical(path, failed);
    if (failed && options.documents.contains(path)) // not saved yet
      resolved = path;
    else if (failed)
      return systemError("cannot scan", path, failed.value());
    auto& list = std::filesystem::is_directory(resolved, failed) ? paths.folders : paths.files;
    list.push_back(std::move(resolved));
  }
  const auto withSlash = [](const Path& path) { return path.string() + "/"; };
  std::sort(paths.folders.begin(), paths.folders.end(),
            [&](const Path& a, const Path& b) { return withSlash(a) < withSlash(b); });
  std::vector<Path> outermost;
  for (const auto& folder : paths.folders)
    if (outermost.empty() || !withSlash(folder).starts_with(withSlash(outermost.back())))
      outermost.push_back(folder);
  paths.folders = std::move(outermost);
  return paths;
}

class Reading {
public:
  Reading(const ScanOptions& options, const SourceReader& reader, const SourceCache& before)
      : options_(options), reader_(reader), before_(before), root_(canonicalRoot(options.root)) {}

  CachedFile read(std::size_t thread, const FoundSource& found, bool isNamed) {
    const auto count = ++count_;
    if (thread == 0 && options_.progressed)
      options_.progressed(count);
    const auto document =
        options_.documents.empty() ? options_.documents.end() : options_.documents.find(found.path);
    if (document != options_.documents.end()) {
      reader_.source(thread, {found.path, document->second, Decoding::Utf8, isNamed, found.clone});
      return {};
    }
    if (isUnchanged(found)) {
      reader_.unchanged(thread, found.cached->isOfInterest);
      return *found.cached;
    }
    std::string problem;
    FileStamp stamp;
    const auto content = contentOf(found, buffers_[thread], stamp, problem);
    if (!problem.empty()) {
      reader_.warning(thread, shownPath(found.path, root_) + ": " + problem);
      return {};
    }
    const bool isOfInterest =
        content && reader_.source(thread, {found.path, *content, Decoding::AsPythonDoes, isNamed,
                                           found.clone});
    return {{}, stamp, isOfInterest};
  }

private:
  bool isUnchanged(const FoundSource& found) const {
    if (found.cached == nullptr || !before_.isOldEnough(found.cached->stamp))
      return false;
    struct stat info {};
    return ::fstatat(found.folder, found.name, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
           S_ISREG(info.st_mode) && stampOf(info) == found.cached->stamp;
  }

  const ScanOptions& options_;
  const SourceReader& reader_;
  const SourceCache& before_;
  Path root_;
  std::array<std::string, kSourceThreads> buffers_;
  std::atomic<std::size_t> count_ = 0;
};

} // namespace

Path canonicalRoot(const Path& root) {
  std::error_code failed;
  auto resolved = std::filesystem::canonical(root, failed);
  return failed ? root : resolved;
}

std::string shownPath(const std::string& path, const Path& root) {
  const auto base = root.string() + "/";
  return path.starts_with(base) ? path.substr(base.size()) : path;
}

Path absolutePath(const std::string& shown, const Path& root) {
  return root / shown;
}

Result<SourceCache> readSources(const ScanOptions& options, const SourceReader& reader,
                                const SourceCache& before) {
  const auto paths = resolvedPaths(options);
  if (!paths)
    return paths.error();
  Reading reading(options, reader, before);
  const auto root = canonicalRoot(options.root);
  SourceVisitor visitor;
  visitor.file = [&](std::size_t thread, const FoundSource& found) {
    return reading.read(thread, found, false);
  };
  visitor.warning = [&](std::size_t thread, const std::string& warning) {
    reader.warning(thread, shownPath(warning, root));
  };
  auto after = visitSources(paths->folders, visitor, options.cancelled, before);
  for (const auto& file : paths->files) {
    const auto path = file.string();
    reading.read(0, {path, AT_FDCWD, path.c_str(), true, Clone::around(file)}, true);
  }
  for (const auto& [file, text] : options.documents) {
    const auto path = file.string();
    std::error_code ignored;
    const bool isPython = hasPythonExtension(path) || hasPythonShebang(text);
    if (isPython && isBelowOne(path, paths->folders) && !std::filesystem::exists(file, ignored) &&
        std::find(paths->files.begin(), paths->files.end(), file) == paths->files.end())
      reading.read(0, {path, AT_FDCWD, path.c_str(), true, Clone::around(file)}, false);
  }
  return after;
}

} // namespace stackdev
