// The journal of one change set: what is needed to finish it after a crash and to take it back.
// Format: a line "stackdev-journal 1", a line with the length in bytes of the JSON that follows,
// the JSON, then the contents of the files before the change, one after the other.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <stackdev/change_set.h>
#include <stackdev/result.h>

namespace stackdev {

struct JournalEntry {
  std::filesystem::path path;
  std::string temporary;                // file beside `path` that holds its new content; "" deletes
  std::optional<std::string> before;    // content
  std::optional<std::string> afterHash; // blob hash
  FileMode mode = FileMode::Regular;    // of the file as it was: how undo makes it again
};

struct Journal {
  std::string title;
  std::string time; // ISO 8601, UTC
  bool remembered = true;
  std::optional<int> undoes; // number of the applied change that this one takes back
  std::vector<std::filesystem::path> places;
  std::vector<std::filesystem::path> madeFolders; // outermost first
  std::vector<JournalEntry> entries;
};

std::string encoded(const Journal& journal);
Result<Journal> decodedJournal(std::string_view bytes);

} // namespace stackdev
