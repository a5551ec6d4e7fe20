// The one place that writes files: applies change sets as a whole, remembers them, takes them back.
//
// A change set is applied all or nothing, also across a crash: contents go to temporary files
// beside their targets, a journal that names them is made durable, then the files are renamed.
// A process killed before the journal is complete leaves the old files, one killed later leaves
// a journal that the next start carries out.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <stackdev/change_set.h>
#include <stackdev/result.h>

namespace stackdev {

enum class Remember { ForUndo, No };

/// Carries out `changes` under the state folder's lock and journal.
/// Errors: Conflict if a file does not hold its `before`; InvalidArgument for a path outside the
/// places, through a symbolic link, of another owner, not a regular file, or with several hard
/// links; Io otherwise. After an error everything is as it was.
Status apply(const ChangeSet& changes, const std::filesystem::path& stateFolder,
             Remember remember = Remember::ForUndo);

/// Finishes or clears away what a killed process left in the journal. apply() and undo() do it
/// first; readers that must see a whole state call it too. Returns what had to be done, for the
/// log: one line per file, empty if nothing.
Result<std::vector<std::string>> recover(const std::filesystem::path& stateFolder);

/// A change set that was applied and can be taken back.
struct AppliedChange {
  int number;        // 1, 2, ... in the order of application
  std::string title; // ChangeSet::title
  std::string time;  // ISO 8601, UTC
  std::vector<std::filesystem::path> files;
};

/// Newest first.
Result<std::vector<AppliedChange>> appliedChanges(const std::filesystem::path& stateFolder);

/// The change set that takes back the newest applied one. Errors: NotFound if there is none,
/// Conflict naming the files that were changed since.
Result<ChangeSet> undoPlan(const std::filesystem::path& stateFolder);

/// Applies undoPlan() and forgets the change it took back. Files of `except` stay as they are:
/// somebody else takes those back.
Result<AppliedChange> undo(const std::filesystem::path& stateFolder,
                           const std::vector<std::filesystem::path>& except = {});

} // namespace stackdev
