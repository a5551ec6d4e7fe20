// Which file an import finds within one repository, and what a dotted name that comes from there
// really stands for.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <stackdev/scan.h>

#include "python/names.h"
#include "python/outline.h"

namespace stackdev {

class Modules {
public:
  /// `isWanted` says of a dotted name that it is what is looked for.
  using IsWanted = std::function<bool(std::string_view path)>;

  Modules(std::filesystem::path repository, const OpenDocuments& documents, const Words& words,
          IsWanted isWanted);

  /// How `file` is imported: by the folders above it that are packages.
  ModuleName nameOf(const std::filesystem::path& file);

  /// The wanted function that one of `paths`, in `file`, stands for.
  std::optional<std::string> wanted(const Paths& paths, const std::filesystem::path& file);

  /// Takes what is known of `file` already, so that it need not be read.
  void know(const std::filesystem::path& file, ModuleNames names);

  /// Every path that was looked at, there or not: what answers depend on.
  const std::set<std::filesystem::path>& lookedAt() const { return lookedAt_; }

private:
  struct Found {
    std::filesystem::path file;
    std::size_t components; // of the dotted name
  };
  std::optional<Found> find(const std::vector<std::string>& components,
                            const std::filesystem::path& from);
  std::optional<Found> findBelow(const std::filesystem::path& folder,
                                 const std::vector<std::string>& components);
  std::vector<std::filesystem::path> roots(const std::filesystem::path& from);
  std::filesystem::path packageRoot(const std::filesystem::path& folder);
  std::optional<std::string> follow(const std::string& path, const std::filesystem::path& from,
                                    std::set<std::string>& visited);
  const ModuleNames& namesOf(const std::filesystem::path& file);
  bool isFile(const std::filesystem::path& path);
  bool isFolder(const std::filesystem::path& path);
  enum class Entry { None, File, Folder };
  Entry entry(const std::filesystem::path& path);

  std::filesystem::path repository_;
  const OpenDocuments& documents_;
  const Words& words_;
  IsWanted isWanted_;
  std::map<std::filesystem::path, ModuleNames> known_;
  std::map<std::filesystem::path, Entry> entries_;
  std::set<std::filesystem::path> lookedAt_;
};

} // namespace stackdev
