// The files that services read, generated from the manifest and its templates into the services'
// folder. What the user changed there stays.
#pragma once

#include <string>
#include <vector>

#include <stackdev/change_set.h>
#include <stackdev/stack.h>

#include "configuration/secrets.h"

namespace stackdev {

struct ConfigurationPlan {
  ChangeSet changes;                 // the files, what was generated last for each, and new secrets
  std::vector<std::string> warnings; // files of the user's own that were left as they are
};

/// Errors: NotFound for a template, Io.
Result<ConfigurationPlan> configurationPlan(const Root& root, Secrets& secrets);

/// The text with its {NAME}s replaced: those of the manifest, {secret:NAME}, and the folders of
/// repositories.
Result<std::string> generatedText(const std::string& text, const Root& root, Secrets& secrets);

} // namespace stackdev
