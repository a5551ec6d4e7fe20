// What repositories ask for, line by line, as their files say it.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <stackdev/deps.h>
#include <stackdev/project.h>

namespace stackdev {

/// A list of requirements. Comments and pip's other options are left out. Format:
/// https://pip.pypa.io/en/stable/reference/requirements-file-format/
struct RequirementList {
  std::vector<Requirement> requirements; // by name and version
  std::vector<Requirement>
      byUrl; // no version of anything; name is that behind #egg= or before @, else ""
  std::vector<std::string> lists; // files that it includes: -r FILE
};
RequirementList requirementsIn(std::string_view text);

/// Of one project: its lists with those that they include, setup.cfg, pyproject.toml. Its tests' on
/// request. Lists outside the repository are not read.
RequirementList requirementsOf(const Project& project, bool tests);

/// The name by which others ask for the project: "python-novaclient", comparable.
std::string distributionOf(const Project& project);

} // namespace stackdev
