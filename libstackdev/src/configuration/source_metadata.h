// What an installation would write about a source tree: its name, version and entry points, which
// stevedore and pbr look for. Without it the trees of OpenStack find neither their drivers nor
// their version.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include <stackdev/change_set.h>
#include <stackdev/result.h>
#include <stackdev/stack.h>

namespace stackdev {

struct SourceMetadata {
  std::string name;
  std::string version;
  std::string entryPoints; // as entry_points.txt has them
};

/// nullopt for a tree without entry points, or with an egg-info of its own.
std::optional<SourceMetadata> sourceMetadata(const std::filesystem::path& tree);

/// Adds NAME.dist-info folders for the manifest's repositories, and takes away old ones.
Status addSourceMetadata(const Root& root, ChangeSet& changes);

} // namespace stackdev
