// An Eclipse workspace on the disk: which projects it knows, and how to add and remove some while
// it is closed. Source of the format: Eclipse platform's WorkspaceTreeReader_2, ResourceInfo and
// LocalMetaArea (chunk ids and layouts are the same from 3.x to today); docs/eclipse.md has it.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <stackdev/change_set.h>
#include <stackdev/result.h>

#include "support/descriptor.h"

namespace stackdev {

/// Keeps Eclipse out of a workspace while it is written, as Eclipse keeps others out: a POSIX lock
/// on the first byte of .metadata/.lock.
class WorkspaceLock {
public:
  /// Makes the workspace's .metadata/.lock if need be. Errors: Io, with the pid, if Eclipse has
  /// the workspace open.
  static Result<WorkspaceLock> take(const std::filesystem::path& workspace);

  /// The same check without taking or making anything.
  static Status check(const std::filesystem::path& workspace);

private:
  explicit WorkspaceLock(Descriptor file) : file_(std::move(file)) {}
  Descriptor file_;
};

/// What a workspace knows of a project.
struct RegisteredProject {
  bool isOpen;
  std::filesystem::path location; // WORKSPACE/NAME unless its .location says otherwise
};

struct WorkspaceState {
  std::filesystem::path folder;
  bool exists = false;                               // false: Eclipse has never been here
  std::map<std::string, RegisteredProject> projects; // by name
};

/// Errors: Io for a tree that cannot be understood; nothing is written to such a workspace.
Result<WorkspaceState> readWorkspace(const std::filesystem::path& workspace);

/// The projects, and whether each is open, in the bytes of N.tree ("" if there is none) and
/// N.snap; nullopt if they cannot be understood. What readWorkspace() does without a disk.
std::optional<std::map<std::string, bool>> projectsIn(std::string_view tree,
                                                      std::string_view snapshots);

struct Registration {
  std::string name;
  std::filesystem::path location;
};

/// Changes that make the projects known, open, and forget the others; none if nothing changes.
Result<std::vector<FileChange>> registrationPlan(const WorkspaceState& workspace,
                                                 const std::vector<Registration>& add,
                                                 const std::vector<std::string>& remove);

} // namespace stackdev
