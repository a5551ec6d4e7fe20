// The server's own watching of files, for clients that do not offer theirs: folders, not what is
// below them.
#pragma once

#include <array>
#include <filesystem>
#include <functional>
#include <map>
#include <set>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

namespace stackdev::lsp {

class FileWatcher {
public:
  /// `changed` is called a moment after the last of several changes, of Python files and manifests.
  FileWatcher(boost::asio::io_context& reading, std::function<void()> changed);

  /// From now on these folders. One that is not there, or goes, is watched when it comes back into
  /// another of them.
  void watch(const std::set<std::filesystem::path>& folders);

private:
  void read();
  void add();
  /// What was read; whether something of interest is in it.
  bool take(std::size_t size);
  void forget(int watch);

  boost::asio::posix::stream_descriptor events_;
  boost::asio::steady_timer pause_;
  std::function<void()> changed_;
  std::set<std::filesystem::path> wanted_;
  std::map<std::filesystem::path, int> watched_; // those of them that are there
  alignas(8) std::array<char, 8192> buffer_;
};

} // namespace stackdev::lsp
