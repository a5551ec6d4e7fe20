// One repository to be cloned or brought up to date.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <stackdev/clone.h>

#include "clone/transfer.h"

namespace stackdev {

struct CloneTask {
  const Root& root;
  const ManifestRepository& repository;
  const CloneOptions& options;
  bool isTrusted = false;
  std::vector<std::string> urls = {}; // in the order in which they are tried
  Watcher watcher = {};

  std::filesystem::path target() const { return root.folder / repository.name; }

  /// Beside the target, so that it takes its place in one step.
  std::filesystem::path temporary() const {
    return root.folder / ("." + repository.name + ".stackdev-clone");
  }

  /// The remote's URL that people see: the manifest's, wherever the clone came from.
  std::string originUrl(const std::string& cameFrom) const {
    return repository.urls.empty() ? cameFrom : repository.urls.front();
  }
};

/// Makes the clone in the task's temporary folder and moves it to its place. A temporary folder
/// that a killed process left is gone on with. `result` gets verdict, detail, url and commit.
void makeClone(const CloneTask& task, CloneResult& result);

/// Fetches, and fast-forwards a clean tree that is on the manifest's branch.
void updateClone(const CloneTask& task, CloneResult& result);

/// Clones and updates the submodules of the clone at the task's target. Those whose URL is not
/// https or ssh need trust.
Status updateSubmodules(const CloneTask& task);

} // namespace stackdev
