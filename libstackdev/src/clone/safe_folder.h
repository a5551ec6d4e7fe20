// What must be true of a clone before anything is written into it.
#pragma once

#include <filesystem>
#include <string>

#include <git2.h>

namespace stackdev {

/// Why nothing may be written into the clone in `folder`, below `root`: its git folder or working
/// tree is elsewhere, or links in it lead elsewhere. "" if it is as git makes them.
std::string whyNotToTouch(git_repository* repository, const std::filesystem::path& folder,
                          const std::filesystem::path& root);

} // namespace stackdev
