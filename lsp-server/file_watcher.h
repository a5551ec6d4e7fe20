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

  /// From now on these folders. Those that cannot be watched are left out.
  void watch(const std::set<std::filesystem::path>& folders);

private:
  void read();
  bool isOfInterest(std::size_t size) const;

  boost::asio::posix::stream_descriptor events_;
  boost::asio::steady_timer pause_;
  std::function<void()> changed_;
  std::map<std::filesystem::path, int> watched_;
  alignas(8) std::array<char, 8192> buffer_;
};

} // namespace stackdev::lsp
