#include "repository/source_files.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <optional>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "repository/working_tree.h"
#include "support/at_once.h"
#include "support/descriptor.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

struct Folder {
  std::string path; // ends in "/"
  std::shared_ptr<const Clone> clone;
};

/// Folders that wait to be read. Done when none waits and no thread is at one.
class Queue {
public:
  explicit Queue(std::vector<Folder> folders) : folders_(std::move(folders)) {}

  std::optional<Folder> take() {
    std::unique_lock lock(mutex_);
    for (;;) {
      if (!folders_.empty()) {
        ++busy_;
        auto folder = std::move(folders_.back());
        folders_.pop_back();
        return folder;
      }
      if (busy_ == 0)
        return std::nullopt;
      changed_.wait(lock);
    }
  }

  void done(std::vector<Folder>& found) {
    const std::lock_guard lock(mutex_);
    std::move(found.begin(), found.end(), std::back_inserter(folders_));
    --busy_;
    if (busy_ == 0 || found.size() > 1)
      changed_.notify_all();
    found.clear();
  }

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Folder> folders_;
  std::size_t busy_ = 0;
};

class Reader {
public:
  Reader(Queue& queue, const SourceVisitor& visitor, const std::atomic<bool>* cancelled,
         const SourceCache& before, std::size_t thread)
      : queue_(queue), visitor_(visitor), cancelled_(cancelled), before_(before), thread_(thread) {}

  void run() {
    std::vector<Folder> found;
    while (auto folder = queue_.take()) {
      try {
        if (cancelled_ == nullptr || !cancelled_->load())
          read(std::move(*folder), found);
      } catch (...) {
        queue_.done(found); // the others would wait for it
        throw;
      }
      queue_.done(found);
    }
  }

  /// What this thread has found.
  SourceCache take() { return std::move(after_); }

private:
  void read(Folder folder, std::vector<Folder>& found) {
    const auto known = before_.folders.find(folder.path);
    const auto* cached = known == before_.folders.end() ? nullptr : &known->second;
    const auto stamp = before_.time == 0 ? FileStamp{} : stampOf(folder.path);
    if (cached != nullptr && cached->stamp == stamp && cached->isWhole &&
        before_.isOldEnough(stamp) && isSameClone(folder, *cached))
      return readCached(folder, *cached, found);
    const Descriptor opened(::open(folder.path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    struct stat info {};
    if (!opened || ::fstat(opened.fd(), &info) != 0) {
      if (errno != ENOENT)
        warn(folder.path, errno);
      return;
    }
    list(folder.path, opened);
    if (isVirtualEnvironment(opened))
      return;
    if (hasGit_)
      setClone(folder, std::make_shared<const Clone>(folder.path));
    CachedFolder now{keep(folder.path), stampOf(info), {}, {}, hasGit_, !(hasBin_ && hasLib_)};
    FoundSource source{"", opened.fd(), nullptr, false, folder.clone};
    for (std::size_t at = 0; at < names_.size();) {
      const char type = names_[at + 1]; // names_[at] is the NUL byte in front
      const std::string_view name(names_.data() + at + 2);
      at += name.size() + 2;
      if (type == 'd') {
        enter(folder, name, now, found);
        continue;
      }
      source.hasExtension = hasPythonExtension(name);
      source.name = name.data();
      source.path.assign(folder.path).append(name);
      source.cached = cached == nullptr ? nullptr : cached->find(name);
      visit(source, name, now);
    }
    std::sort(now.files.begin(), now.files.end(),
              [](const auto& a, const auto& b) { return a.name < b.name; });
    after_.folders.emplace(now.path, std::move(now));
  }

  void readCached(Folder& folder, const CachedFolder& cached, std::vector<Folder>& found) {
    for (const auto name : cached.folders) {
      auto path = folder.path;
      (path += name) += '/';
      found.push_back({std::move(path), folder.clone});
    }
    FoundSource source{"", AT_FDCWD, nullptr, false, folder.clone};
    files_.clear();
    bool isSame = true;
    for (const auto& file : cached.files) {
      source.hasExtension = hasPythonExtension(file.name);
      source.path.assign(folder.path).append(file.name);
      source.name = source.path.c_str();
      source.cached = &file;
      auto now = visitor_.file(thread_, source);
      isSame = isSame && now.stamp == file.stamp && now.isOfInterest == file.isOfInterest;
      files_.push_back(now);
    }
    cached.isReused = isSame;
    if (isSame)
      return;
    CachedFolder now{keep(folder.path), cached.stamp, {}, {}, cached.isClone, true};
    for (const auto name : cached.folders)
      now.folders.push_back(keep(name));
    for (std::size_t i = 0; i < files_.size(); ++i)
      now.files.push_back({keep(cached.files[i].name), files_[i].stamp, files_[i].isOfInterest});
    after_.folders.emplace(now.path, std::move(now));
  }

  void visit(const FoundSource& source, std::string_view name, CachedFolder& now) {
    auto file = visitor_.file(thread_, source);
    file.name = keep(name);
    now.files.push_back(file);
  }

  /// Whether what the folder's clone tracks is as it was.
  bool isSameClone(Folder& folder, const CachedFolder& cached) {
    if (cached.isClone)
      setClone(folder, std::make_shared<const Clone>(folder.path));
    if (folder.clone == nullptr)
      return true;
    const auto known = before_.clones.find(folder.clone->folder());
    return known != before_.clones.end() && known->second == folder.clone->indexStamp() &&
           before_.isOldEnough(known->second);
  }

  void setClone(Folder& folder, std::shared_ptr<const Clone> clone) {
    folder.clone = std::move(clone);
    after_.clones[folder.clone->folder()] = folder.clone->indexStamp();
  }

  std::string_view keep(std::string_view text) {
    constexpr std::size_t kBlock = 65536;
    if (after_.texts.empty() || after_.texts.back().size() + text.size() > kBlock) {
      after_.texts.emplace_back();
      after_.texts.back().reserve(std::max(kBlock, text.size()));
    }
    auto& block = after_.texts.back();
    block += text;
    return std::string_view(block).substr(block.size() - text.size());
  }

  void enter(const Folder& folder, std::string_view name, CachedFolder& now,
             std::vector<Folder>& found) {
    if (isToolFolder(name))
      return;
    auto path = folder.path;
    (path += name) += '/';
    const bool isTracked = folder.clone == nullptr || folder.clone->isTracked(path);
    now.isWhole = now.isWhole && isTracked;
    if (!isTracked && !folder.clone->takes(path))
      return;
    now.folders.push_back(keep(name));
    found.push_back({std::move(path), folder.clone});
  }

  /// Fills names_: for each folder and possible source a NUL byte, its type and its name.
  void list(const std::string& path, const Descriptor& folder) {
    names_.clear();
    hasGit_ = hasConfig_ = hasBin_ = hasLib_ = false;
    alignas(dirent64) std::array<char, 65536> buffer; // NOLINT: filled by the kernel
    for (;;) {
      const auto size = ::getdents64(folder.fd(), buffer.data(), buffer.size());
      if (size < 0)
        warn(path, errno);
      if (size <= 0)
        return;
      for (std::size_t at = 0; at < static_cast<std::size_t>(size);) {
        const auto* entry = reinterpret_cast<const dirent64*>(buffer.data() + at);
        add(folder, entry->d_name, entry->d_type);
        at += entry->d_reclen;
      }
    }
  }

  void add(const Descriptor& folder, const char* text, unsigned char type) {
    const std::string_view name(text);
    if (name == "." || name == "..")
      return;
    hasGit_ = hasGit_ || name == ".git";
    hasConfig_ = hasConfig_ || name == "pyvenv.cfg" || name == "conda-meta";
    hasBin_ = hasBin_ || name == "bin";
    hasLib_ = hasLib_ || name == "lib";
    if (type == DT_UNKNOWN) {
      struct stat info {};
      if (::fstatat(folder.fd(), text, &info, AT_SYMLINK_NOFOLLOW) == 0)
        type = static_cast<unsigned char>(IFTODT(info.st_mode));
    }
    const bool mayBeSource = hasPythonExtension(name) || name.find('.') == std::string_view::npos;
    if (type == DT_DIR || (type == DT_REG && mayBeSource))
      ((names_ += '\0') += type == DT_DIR ? 'd' : 'f') += name;
  }

  bool isVirtualEnvironment(const Descriptor& folder) const {
    return hasConfig_ ||
           (hasBin_ && hasLib_ && ::faccessat(folder.fd(), "bin/activate", F_OK, 0) == 0 &&
            ::faccessat(folder.fd(), "bin/python", F_OK, AT_SYMLINK_NOFOLLOW) == 0);
  }

  void warn(const std::string& path, int number) {
    visitor_.warning(thread_, path.substr(0, path.size() - 1) +
                                  ": cannot be read: " + std::generic_category().message(number));
  }

  Queue& queue_;
  const SourceVisitor& visitor_;
  const std::atomic<bool>* cancelled_;
  const SourceCache& before_;
  SourceCache after_;
  std::size_t thread_;
  std::string names_;
  std::vector<CachedFile> files_;
  bool hasGit_ = false;
  bool hasConfig_ = false; // of a virtual environment
  bool hasBin_ = false;
  bool hasLib_ = false;
};

} // namespace

SourceCache visitSources(const std::vector<Path>& folders, const SourceVisitor& visitor,
                         const std::atomic<bool>* cancelled, const SourceCache& before) {
  SourceCache after;
  after.time = fileTime();
  std::vector<Folder> first;
  for (const auto& path : folders) {
    auto clone = Clone::around(path);
    auto text = path.string();
    if (!text.ends_with('/'))
      text += '/';
    // Who names a folder that git ignores wants to see what is in it.
    if (clone != nullptr && text != clone->folder() && !clone->takes(text))
      clone = nullptr;
    if (clone != nullptr)
      after.clones[clone->folder()] = clone->indexStamp();
    first.push_back({std::move(text), std::move(clone)});
  }
  Queue queue(std::move(first));
  std::vector<Reader> readers;
  for (std::size_t i = 0; i < kSourceThreads; ++i)
    readers.emplace_back(queue, visitor, cancelled, before, i);
  atOnce(kSourceThreads, [&](std::size_t i) { readers[i].run(); });
  for (auto& reader : readers) {
    auto found = reader.take();
    after.folders.merge(found.folders);
    after.clones.merge(found.clones);
    std::move(found.texts.begin(), found.texts.end(), std::back_inserter(after.texts));
  }
  return after;
}

bool hasPythonExtension(std::string_view name) {
  return name.ends_with(".py") || name.ends_with(".pyw");
}

bool hasPythonShebang(std::string_view content) {
  if (content.starts_with("\xEF\xBB\xBF"))
    content.remove_prefix(3);
  if (!content.starts_with("#!"))
    return false;
  const auto line = content.substr(2, content.find_first_of("\r\n") - 2);
  // The program, or what env is to find: "python", "/usr/bin/python2.7", "pypy3".
  std::size_t at = 0;
  while (at < line.size()) {
    const auto start = line.find_first_not_of(" \t", at);
    if (start == std::string_view::npos)
      return false;
    at = std::min(line.find_first_of(" \t", start), line.size());
    auto word = line.substr(start, at - start);
    if (word.starts_with('-') || word.find('=') != std::string_view::npos)
      continue; // env's options and variables
    word = word.substr(word.rfind('/') + 1);
    if (word.starts_with("python") || word.starts_with("pypy"))
      return true;
    if (word != "env")
      return false;
  }
  return false;
}

} // namespace stackdev
