// An Eclipse workspace on the disk: which projects it knows, and how to add and remove some while
// it is closed.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <stackdev/change_set.h>
#include <stackdev/result.h>

namespace stackdev {

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

struct Registration {
  std::string name;
  std::filesystem::path location;
};

/// Changes that make the projects known, open, and forget the others; none if nothing changes.
Result<std::vector<FileChange>> registrationPlan(const WorkspaceState& workspace,
                                                 const std::vector<Registration>& add,
                                                 const std::vector<std::string>& remove);

} // namespace stackdev
