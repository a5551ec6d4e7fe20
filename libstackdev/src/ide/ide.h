// What an IDE is to import: one function from the stack to files. import.cpp lists them.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <stackdev/change_set.h>
#include <stackdev/import.h>
#include <stackdev/launch_configuration.h>
#include <stackdev/project.h>
#include <stackdev/stack.h>

#include "change/generated_files.h"
#include "python/interpreter.h"

namespace stackdev {

/// The stack as import has found it.
struct IdeInput {
  const Root& root;
  const ImportRequest& request;
  const std::filesystem::path& workspace;           // Eclipse's
  const std::vector<Project>& projects;             // to be imported
  const std::vector<Project>& everything;           // also those that are not asked for
  const std::vector<LaunchConfiguration>& launches; // of the projects to be imported
  const std::vector<Interpreter>& interpreters;     // the first is the default
  const GeneratedFiles& generated;
};

/// A file that is all stackdev's: replaced as long as the user leaves it alone.
struct OwnedFile {
  enum class IfDeleted { MakeAgain, LeaveDeleted };

  std::filesystem::path path;
  std::string text;
  std::string project; // that it is made for; "" if for none
  FileMode mode = FileMode::Regular;
  IfDeleted ifDeleted = IfDeleted::LeaveDeleted;
};

/// A file that the user and the IDE change as well, merged three ways.
struct MergedFile {
  std::filesystem::path path;
  std::optional<std::string> before; // what is there
  std::string after;                 // that with our part as it shall be
  std::string generated;             // what there would be without anybody else's changes
  std::string project;
};

/// What an IDE shall find on the disk.
struct IdeFiles {
  std::vector<MergedFile> merged;
  std::vector<OwnedFile> owned;
  std::vector<FileChange> edited; // shared files in which our part can be told without a record
  std::vector<std::filesystem::path> hidden; // kept out of `git status`; folders with all in them
  std::vector<ImportedLaunchConfiguration> launchConfigurations;
  std::vector<std::string> warnings;
  std::string exposure; // what the IDE opens to others when it debugs; "" if nothing
  std::optional<std::map<std::string, std::filesystem::path>> registrations; // of the workspace
};

/// What is on the disk, and what stackdev wrote there last: the user's own changes are the
/// difference, and stay.
struct FileHistory {
  std::optional<std::string> current;
  std::optional<std::string> generated;
};

Result<FileHistory> historyOf(const std::filesystem::path& file, const GeneratedFiles& generated);

/// The manifest's name of the stack, else the root folder's.
std::string stackName(const Root& root);

/// `path` is `folder` or lies in it; no link is followed.
bool isBelow(const std::filesystem::path& path, const std::filesystem::path& folder);
bool isThere(const std::filesystem::path& path);

} // namespace stackdev
