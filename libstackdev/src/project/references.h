// References between projects: who needs whose packages on the Python path.
#pragma once

#include <string>
#include <vector>

#include <stackdev/manifest.h>
#include <stackdev/project.h>

#include "project/facts.h"

namespace stackdev {

/// Fills in each project's references: what its packaging files require, its sources import, its
/// paste files name as factories, and the manifest declares. `facts[i]` belongs to `projects[i]`.
void addReferences(std::vector<Project>& projects, const std::vector<RepositoryFacts>& facts,
                   const std::optional<Manifest>& manifest);

} // namespace stackdev
