// The parts of a project that follow from one repository's facts alone.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <stackdev/project.h>

#include "project/facts.h"

namespace stackdev {

/// Folders that belong on the Python path: the top if packages or modules lie there, src,
/// what the packaging files name; "" is the repository itself.
std::vector<std::string> sourceFolders(const RepositoryFacts& facts);

/// Top-level names that importing from `sources` provides, less those that many projects have
/// for themselves (tests, doc, tools ...).
std::vector<std::string> providedPackages(const RepositoryFacts& facts,
                                          const std::vector<std::string>& sources);

std::optional<Django> djangoProject(const RepositoryFacts& facts);

std::vector<EntryPoint> entryPoints(const RepositoryFacts& facts,
                                    const std::vector<std::string>& sources);

std::vector<TestSuite> testSuites(const RepositoryFacts& facts, const std::string& project);

} // namespace stackdev
