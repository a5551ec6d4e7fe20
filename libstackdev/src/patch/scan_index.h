// The index of a scan: what it found, and the stat data of all that it depends on. A file of the
// state folder that may be deleted at any time; whatever is wrong with it, the scan is made anew.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <stackdev/scan.h>

#include "repository/source_cache.h"

namespace stackdev {

struct ScanIndex {
  std::string key;                // of the options: what was asked
  std::vector<std::string> words; // that were looked for in the end
  SourceCache sources;
  std::map<std::string, FileStamp> others; // looked at besides; all zero: not there
  ScanResult result;
};

/// nullopt if there is none that is whole.
std::optional<ScanIndex> readScanIndex(const std::filesystem::path& file);

/// Without an error if it cannot be written: the next scan is slower, no more.
void writeScanIndex(const std::filesystem::path& file, const ScanIndex& index);

} // namespace stackdev
