// What repositories ask for, line by line, as their files say it.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <stackdev/deps.h>
#include <stackdev/project.h>

namespace stackdev {

/// What a list of requirements asks for. Comments and options are left out, and so is what is named
/// by a URL: it is no version of anything.
std::vector<Requirement> requirementsIn(std::string_view text);

/// Of one project: its lists, setup.cfg, pyproject.toml. Its tests' on request.
std::vector<Requirement> requirementsOf(const Project& project, bool tests);

/// The name by which others ask for the project: "python-novaclient", comparable.
std::string distributionOf(const Project& project);

} // namespace stackdev
