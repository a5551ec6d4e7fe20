// The state folder's journal and the changes that were applied and can be taken back:
// journal.draft, journal, applied/000001.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <stackdev/apply.h>
#include <stackdev/result.h>

#include "change/journal.h"

namespace stackdev {

struct StateFiles {
  std::filesystem::path folder;
  std::filesystem::path draft() const { return folder / "journal.draft"; }
  std::filesystem::path journal() const { return folder / "journal"; }
  std::filesystem::path applied() const { return folder / "applied"; }
};

struct AppliedJournal {
  int number;
  Journal journal;
  AppliedChange summary() const;
};

/// 0700, with the folders above.
Status makeStateFolder(const std::filesystem::path& folder);

/// Written before any other file, so that recover() knows which temporary files may be about.
Status writeDraft(const StateFiles& state, const Journal& journal);

/// The moment from which the change counts as made.
Status commitDraft(const StateFiles& state);

/// Keeps the journal for undo, or drops it together with the change that it took back.
Status closeJournal(const StateFiles& state, const Journal& journal);

/// Errors: NotFound if nothing was applied.
Result<AppliedJournal> newestApplied(const StateFiles& state);

} // namespace stackdev
