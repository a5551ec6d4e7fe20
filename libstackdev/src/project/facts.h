// What one repository's files tell, gathered in one walk: the raw material of projects. Nothing
// of it depends on other repositories, so it can be kept as long as the files do not change.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <stackdev/result.h>

#include "python/packaging.h"

namespace stackdev {

/// All paths are relative to the repository, '/'-separated, and sorted.
struct RepositoryFacts {
  std::vector<std::string> pythonFolders;   // folders with a .py file, "" for the top
  std::vector<std::string> packageFolders;  // folders with an __init__.py
  std::vector<std::string> mainModules;     // PACKAGE/__main__.py
  std::vector<std::string> scripts;         // Python scripts without extension, by their #! line
  std::vector<std::string> manageFiles;     // Django's manage.py
  std::vector<std::string> settingsFolders; // folders with a settings.py
  std::string manageSettings;               // the settings module that manage.py names
  std::vector<std::string> testFolders;     // folders with test_*.py
  std::vector<std::string> topModules;      // NAME for NAME.py at the top or in src
  std::vector<std::string> configurations;  // files below etc/
  std::vector<std::string> imports;         // top-level names that the sources import
  std::vector<std::string> pasteModules;    // top-level names that paste files name as factories
  Packaging packaging;
  bool python2 = false;
  std::vector<std::string> nested; // repositories inside, which are none of this one's files
};

/// Changes whenever one of the files does that the facts are made of.
struct Fingerprint {
  std::uint64_t first = 0;
  std::uint64_t second = 0;
  std::int64_t newest = 0; // latest change, nanoseconds since the epoch
  friend bool operator==(const Fingerprint&, const Fingerprint&) = default;
};

/// Facts that an earlier run found, by folder relative to the root.
struct KnownFacts {
  struct Entry {
    Fingerprint fingerprint;
    RepositoryFacts facts;
  };
  std::map<std::string, Entry> repositories;
};

struct FoundFacts {
  Fingerprint fingerprint;
  RepositoryFacts facts;
  bool reused = false;
  std::vector<std::string> unreadable; // "path: reason"
};

/// Walks the repository; reads its files only if `known` does not fit them any more.
Result<FoundFacts> repositoryFacts(const std::filesystem::path& repository,
                                   const KnownFacts::Entry* known);

/// Drops what is not UTF-8: neither Eclipse nor JSON can express it.
void keepUtf8(RepositoryFacts& facts);

/// The state folder's file of known facts. An unreadable or foreign file is no facts.
KnownFacts decodedFacts(std::string_view bytes);
std::string encodedFacts(const KnownFacts& facts);

} // namespace stackdev
