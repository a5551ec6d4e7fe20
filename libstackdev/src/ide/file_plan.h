// From what the IDEs shall find on the disk to a change set: what the user has changed or deleted
// stays, what is wanted no more goes.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "change/generated_files.h"
#include "ide/ide.h"

namespace stackdev {

class FilePlan {
public:
  explicit FilePlan(GeneratedFiles generated) : generated_(std::move(generated)) {}

  /// `ide` is the name under which the files are remembered; "" for those of all.
  Status add(IdeFiles files, const std::string& ide);

  struct Stale {
    std::set<std::string> ides;                // those that were added, and ""
    std::vector<std::filesystem::path> places; // files elsewhere are left alone
    std::vector<Project> projects;             // that were chosen
    bool onlyTheirs;                           // what belongs to other projects stays
  };
  /// Files that were generated and are wanted no more: of projects that are gone, of
  /// configurations that are called otherwise now. Kept if the user has changed them.
  Status removeStale(const Stale& stale);

  /// Keeps what add() was told to hide out of the `git status` of these projects' repositories.
  Status hide(const std::vector<Project>& projects);

  /// The changes in the order in which they are to be made; once.
  std::vector<FileChange> takeChanges();
  const std::vector<std::string>& warnings() const { return warnings_; }
  /// Files of add() that the user has deleted, and does not want.
  const std::set<std::filesystem::path>& leftDeleted() const { return leftDeleted_; }
  GeneratedFiles& generated() { return generated_; }

private:
  Status addOwned(OwnedFile file, const std::string& ide);
  void change(FileChange file);
  void warnOfTracked();

  GeneratedFiles generated_;
  std::vector<FileChange> changes_;
  std::vector<FileChange> last_; // to be made when all else is in place
  std::vector<std::string> warnings_;
  std::vector<std::filesystem::path> hidden_;
  std::set<std::filesystem::path> wanted_;
  std::set<std::filesystem::path> leftDeleted_;
};

} // namespace stackdev
