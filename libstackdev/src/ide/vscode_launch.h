// Launch configurations as VS Code's: configurations of its Python debugger, compounds, tasks.
// Source of the attributes: the extension's package.json (ms-python.debugpy) and VS Code's
// documentation.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <boost/json.hpp>

#include "ide/ide.h"

namespace stackdev {

struct VscodeLaunches {
  boost::json::array configurations;
  boost::json::array compounds;
  boost::json::array tasks;
  std::map<std::string, std::string> projects; // of configurations and compounds, by their names
};

/// By the names of projects what their folders are called in the workspace; the user may have given
/// them other names. A project that is not in it has no folder there.
using VscodeFolders = std::map<std::string, std::string>;

VscodeLaunches vscodeLaunches(const IdeInput& input, const VscodeFolders& folders);

/// `${workspaceFolder:NAME}/x`; written out where the folder is not in the workspace, or its name
/// cannot stand in a variable.
std::string vscodeText(const LaunchText& text, const IdeInput& input, const VscodeFolders& folders);

} // namespace stackdev
