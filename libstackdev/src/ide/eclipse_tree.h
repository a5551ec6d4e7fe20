// Eclipse's tree of resources, N.tree, and the snapshots that follow it, N.snap, in bytes. Source
// of the format: Eclipse platform's WorkspaceTreeReader_2 and ResourceInfo (the same from 3.x to
// today); docs/eclipse.md has it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace stackdev {

struct EclipseTree {
  std::int64_t nextNode = 1;
  std::int64_t nextMarker = 1;
  std::vector<std::pair<std::string, std::string>> partners; // of synchronisation
  std::map<std::string, bool> projects;                      // by name, and whether it is open
};

/// What N.tree, if there is one, and then N.snap say; nullopt if they cannot be understood.
std::optional<EclipseTree> eclipseTree(std::optional<std::string_view> tree,
                                       std::string_view snapshots);

/// What is to be added to N.snap so that these projects are known, open, and those forgotten.
std::string eclipseSnapshot(const EclipseTree& tree, const std::vector<std::string>& add,
                            const std::vector<std::string>& remove);

} // namespace stackdev
