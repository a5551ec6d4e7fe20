// How long each service took to be ready and each step to be done, last time: what the estimate of
// the rest is made of.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <stackdev/result.h>

#include "services/units.h"

namespace stackdev {

using Durations = std::map<std::string, double>; // seconds by name

/// {} if there are none, or none that can be read.
Durations knownDurations(const std::filesystem::path& servicesFolder);

/// `taken` joins what is known already.
Status keepDurations(const std::filesystem::path& servicesFolder, const Durations& taken);

/// Seconds until the last of `units` is there, each being started once what it needs is; `spent` is
/// how long those that were started have been at it. nullopt if one that is to come is not known.
std::optional<double> estimatedRest(const std::vector<Unit>& units, const Durations& expected,
                                    const std::set<std::string>& finished, const Durations& spent);

} // namespace stackdev
