// What the manifests say and which programs there are, kept until something changes. Threads share
// it.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>

#include <stackdev/launch_configuration.h>
#include <stackdev/manifest.h>
#include <stackdev/project.h>
#include <stackdev/result.h>
#include <stackdev/stack.h>

namespace stackdev::lsp {

/// The launch configurations of one root.
struct Launches {
  Root root;
  std::vector<Project> projects;
  std::vector<LaunchConfiguration> all;
};

/// What may have come since without a word: a client tells of the files that it watches only.
enum class Kept {
  Suffices, // for what is asked at every change of a document
  IsStale,
};

class StackCache {
public:
  /// Of the root that `folder` is in; null if there is none, or it cannot be read.
  std::shared_ptr<const Manifest> manifestFor(const std::filesystem::path& folder);

  Result<std::shared_ptr<const Launches>> launchesFor(const std::filesystem::path& folder,
                                                      Kept kept = Kept::Suffices);

  /// Files were changed.
  void forget();

private:
  std::mutex mutex_;
  std::size_t changes_ = 0; // what was read before one is not kept
  std::map<std::filesystem::path, std::shared_ptr<const Manifest>> manifests_;
  std::map<std::filesystem::path, std::shared_ptr<const Launches>> launches_;
};

} // namespace stackdev::lsp
