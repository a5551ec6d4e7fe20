// Scripts for what has no file in the project to run: an installation would make one from a
// function or module, a source tree has none, and IDEs run files.
#pragma once

#include <filesystem>
#include <string>

#include <stackdev/project.h>

namespace stackdev {

/// A script that ships with stackdev: "openstack/api.py" below pydev-templates/services.
std::filesystem::path shippedScript(const std::string& path);

/// Where an IDE finds what it runs, relative to the project: the script itself, or
/// ".stackdev/bin/NAME".
std::string programFile(const Program& program);

/// The text of ".stackdev/bin/NAME"; "" for a program that is a script already.
std::string entryScript(const Program& program);

} // namespace stackdev
