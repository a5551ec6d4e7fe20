// What mends configuration files without asking.
#pragma once

#include <string>

#include <stackdev/change_set.h>

#include "doctor/examination.h"

namespace stackdev {

struct Mending {
  bool localhost = false;     // is ::1 here: write 127.0.0.1
  std::string catalogAddress; // in place of localhost in a catalog; "": leave it
};

/// The file's text with its values mended; the same text where there is nothing to mend.
std::string mendedText(const ConfigurationFile& file, const Mending& mending);

/// Of all files below the root; those that are missing are made of their examples.
Result<std::vector<FileChange>> mendedConfigurations(const Examination& examined);

} // namespace stackdev
