// A folder of its own for one test, removed afterwards, and short ways to fill and read it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace stackdev::test {

class TemporaryFolder {
public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(std::string_view relative) const { return path_ / relative; }

  /// Makes the folders above, too.
  std::filesystem::path write(std::string_view relative, std::string_view content) const;
  std::filesystem::path folder(std::string_view relative) const;

private:
  std::filesystem::path path_;
};

/// "<none>" if there is no such file, which no test writes.
std::string content(const std::filesystem::path& file);

} // namespace stackdev::test
