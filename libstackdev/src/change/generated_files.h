// The files that stackdev generated and what it wrote into each: the base against which the
// user's own changes are told from ours. Kept in the state folder, written with the change itself.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace stackdev {

class GeneratedFiles {
public:
  static constexpr std::string_view kName = "generated.json";

  struct File {
    std::string text;
    std::string project; // that it was made for; "" if for none
    std::string ide;     // that it was made for; "" if for all
  };

  /// An unreadable record is an empty one: then every file counts as the user's.
  static GeneratedFiles decoded(std::string_view bytes);
  std::string encoded() const;

  /// What was generated there; nullopt if nothing was.
  std::optional<std::string> text(const std::filesystem::path& path) const;
  void record(const std::filesystem::path& path, File file);
  void forget(const std::filesystem::path& path) { files_.erase(path); }

  const std::map<std::filesystem::path, File>& files() const { return files_; }

  /// Projects that stackdev registered: workspace -> name -> location.
  std::map<std::filesystem::path, std::map<std::string, std::filesystem::path>> registrations;

private:
  std::map<std::filesystem::path, File> files_;
};

} // namespace stackdev
