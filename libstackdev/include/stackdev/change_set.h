// Change sets: what shall be written, as a value. Nothing here touches the disk; apply.h does.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace stackdev {

/// Permissions of a file that is created; a file that is replaced keeps its own.
enum class FileMode {
  Regular,    // 0666 less the umask
  Executable, // 0777 less the umask
  Private,    // 0600
};

/// One file to create, replace or delete. Contents are bytes, of any encoding.
struct FileChange {
  std::filesystem::path path;        // absolute, below one of the change set's places
  std::optional<std::string> before; // what must be there now; nullopt: nothing
  std::optional<std::string> after;  // what shall be there; nullopt: nothing
  FileMode mode = FileMode::Regular;
};

struct ChangeSet {
  std::string title;                         // shown by `undo --list`: "import 13 projects"
  std::vector<std::filesystem::path> places; // absolute folders that the change may touch
  std::vector<FileChange> files;             // in the order in which they are put in place

  bool empty() const { return files.empty(); }
};

/// The change set that takes `changes` back.
ChangeSet inverse(ChangeSet changes);

/// The same change set without files whose content stays as it is, each path once (the last wins).
ChangeSet minimal(ChangeSet changes);

/// The change set as a unified diff, as `git diff` prints it, paths relative to `base` where below.
/// Binary content is told by size only.
std::string unifiedDiff(const ChangeSet& changes, const std::filesystem::path& base);

} // namespace stackdev
