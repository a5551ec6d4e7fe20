// The new content of one file, written beside its target and given the target's metadata.
#pragma once

#include <string>
#include <string_view>

#include <sys/stat.h>

#include <stackdev/change_set.h>
#include <stackdev/result.h>

#include "support/descriptor.h"

namespace stackdev {

/// What a new file shall have where there is none to copy from.
struct NewFile {
  FileMode mode;
  uid_t owner; // the place's; used only by root, who may give files away
  gid_t group;
};

/// Writes `content` to `name` in `folder` (it must not exist) with mode, owner and extended
/// attributes of `target` there if `existing` is given, else of `fresh`. Not yet durable.
Status writeTemporary(const Descriptor& folder, const std::string& name, std::string_view content,
                      const std::string& target, const struct stat* existing, const NewFile& fresh);

/// ".stackdev-0f3a....tmp", a name that no other process takes.
std::string temporaryName();

} // namespace stackdev
