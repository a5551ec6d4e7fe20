// Completion: what the word that a shell's user is typing can become. The shells' own files in
// completion/ ask for it, so that a new command or option is completed with nothing more to write.
#pragma once

#include <string>
#include <vector>

#include "command.h"

namespace stackdev::cli {

/// The words behind the program's name, the last one being typed (it may be empty). Prints what the
/// shell shall offer besides ("nothing", "folders" or "files"), then a candidate a line, with a tab
/// and what it is if that is known.
int complete(CLI::App& app, const std::vector<std::string>& words);

} // namespace stackdev::cli
