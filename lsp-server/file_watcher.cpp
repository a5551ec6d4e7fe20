#include "file_watcher.h"

#include <algorithm>
#include <cstring>
#include <string_view>

#include <sys/inotify.h>

#include <boost/asio/buffer.hpp>

#include <stackdev/stack.h>

namespace stackdev::lsp {
namespace {

constexpr std::uint32_t kChanges = IN_CLOSE_WRITE | IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM |
                                   IN_DELETE | IN_MOVE_SELF | IN_ONLYDIR;

/// Neither hidden, nor Python's own, nor what an editor writes for a moment: "4913", "#a#", "a~".
bool isShown(std::string_view name) {
  const auto isLetter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return !name.empty() && isLetter(name.front()) && name.back() != '~';
}

/// Python, with a name that says so or without; what names entry points.
bool mayMatter(std::string_view name) {
  return name == kManifestName || name.ends_with(".py") || name == "setup.cfg" ||
         name == "pyproject.toml" || (isShown(name) && name.find('.') == std::string_view::npos);
}

} // namespace

FileWatcher::FileWatcher(boost::asio::io_context& reading, std::function<void()> changed)
    : events_(reading), pause_(reading), changed_(std::move(changed)) {
  const int descriptor = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (descriptor < 0) // too many are in use: the user saves in the editor, too
    return;
  events_.assign(descriptor);
  read();
}

void FileWatcher::watch(const std::set<std::filesystem::path>& folders) {
  if (!events_.is_open())
    return;
  for (auto known = watched_.begin(); known != watched_.end();) {
    if (folders.contains(known->first)) {
      ++known;
      continue;
    }
    ::inotify_rm_watch(events_.native_handle(), known->second);
    known = watched_.erase(known);
  }
  wanted_ = folders;
  add();
}

void FileWatcher::add() {
  for (const auto& folder : wanted_) {
    if (watched_.contains(folder))
      continue;
    const int added = ::inotify_add_watch(events_.native_handle(), folder.c_str(), kChanges);
    if (added >= 0)
      watched_.emplace(folder, added);
  }
}

void FileWatcher::read() {
  events_.async_read_some(boost::asio::buffer(buffer_),
                          [this](const boost::system::error_code& error, std::size_t size) {
                            if (error)
                              return;
                            if (take(size)) {
                              using namespace std::chrono_literals;
                              pause_.expires_after(100ms); // a checkout changes many files
                              pause_.async_wait([this](const boost::system::error_code& cancelled) {
                                if (cancelled)
                                  return;
                                add();
                                changed_();
                              });
                            }
                            read();
                          });
}

bool FileWatcher::take(std::size_t size) {
  bool isOfInterest = false;
  for (std::size_t offset = 0; offset + sizeof(inotify_event) <= size;) {
    inotify_event event{};
    std::memcpy(&event, buffer_.data() + offset, sizeof event);
    const std::string_view name =
        event.len == 0 ? std::string_view() : buffer_.data() + offset + sizeof event;
    const bool isGone = (event.mask & (IN_IGNORED | IN_MOVE_SELF)) != 0;
    if (isGone)
      forget(event.wd);
    const bool isNewFile = (event.mask & (IN_CREATE | IN_ISDIR)) == IN_CREATE; // closed soon
    const bool isFolder = (event.mask & IN_ISDIR) != 0;                        // perhaps a clone
    const bool mayBeWanted = isFolder && (watched_.size() < wanted_.size() || isShown(name));
    if (isGone || mayBeWanted || (event.mask & IN_Q_OVERFLOW) != 0 ||
        (!isNewFile && mayMatter(name)))
      isOfInterest = true;
    offset += sizeof event + event.len;
  }
  return isOfInterest;
}

void FileWatcher::forget(int watch) {
  const auto gone = std::find_if(watched_.begin(), watched_.end(),
                                 [&](const auto& known) { return known.second == watch; });
  if (gone == watched_.end()) // as we wanted
    return;
  ::inotify_rm_watch(events_.native_handle(), watch);
  watched_.erase(gone);
}

} // namespace stackdev::lsp
