// What scan, debug-safe and hook have in common on the command line.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <stackdev/debug_safe.h>
#include <stackdev/result.h>
#include <stackdev/scan.h>
#include <stackdev/stack.h>

#include "command.h"

namespace stackdev::cli {

/// Paths are made absolute; the presets are the built-in ones and the manifest's, `preset` first.
/// `badManifest` is what its presets are if they cannot be understood.
Result<ScanOptions> scanOptions(const Root& root, const std::vector<std::filesystem::path>& paths,
                                const std::string& preset,
                                BadManifest badManifest = BadManifest::IsError);

/// Finishes what a killed command left, so that the plan is made for files as they shall be.
Status recovered(const Globals& globals, const Root& root);

/// A call of several lines on one.
std::string oneLine(std::string_view text);

/// "PATH:LINE: left alone: ..." on stderr for each.
void printRefused(const std::vector<Refusal>& refused);

} // namespace stackdev::cli
