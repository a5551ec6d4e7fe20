// pip: what it is asked, and what its answers mean.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <stackdev/deps.h>

#include "support/process.h"

namespace stackdev {

struct Pip {
  std::filesystem::path python;
  const DepsOptions& options;

  /// Runs `pip ARGUMENTS`, away from the user's own settings for where things go.
  Result<CommandOutput> run(std::vector<std::string> arguments,
                            std::function<void(std::string_view)> onLine = {},
                            std::string input = {}) const;

  /// The options that say where packages come from.
  std::vector<std::string> source() const;
};

/// What `pip install --report -` would install. Errors: Protocol.
Result<std::vector<ResolvedPackage>> packagesInReport(std::string_view report);

/// Why pip found no solution, with what each repository asks for: pip itself names none.
std::string conflictText(std::string_view errors, const std::vector<Requirement>& requirements);

} // namespace stackdev
