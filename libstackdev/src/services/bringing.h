// Brings services and steps up, each as soon as what it needs is there.
#pragma once

#include <filesystem>
#include <vector>

#include <stackdev/services.h>

#include "services/units.h"
#include "supervision/supervisor.h"

namespace stackdev {

/// Returns once all of `units` are there. They need nothing that is not among them; supervisord
/// knows them. Errors: Cancelled; Io for one that ends, is not ready in time or listens outside
/// loopback, with the end of its log.
Status bringUp(const std::filesystem::path& servicesFolder, const UpOptions& options,
               const std::vector<Unit>& units, const Supervisor& supervisor);

} // namespace stackdev
