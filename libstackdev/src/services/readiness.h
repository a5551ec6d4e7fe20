// Whether a service is ready, and whether its port is free before it starts.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "services/units.h"
#include "supervision/supervisor.h"

namespace stackdev {

/// Whether isReady() is worth asking: supervisord takes a second to call a process running, while a
/// port that was free before tells sooner.
bool mayBeReady(const Unit& unit, SupervisedProcess::State state);

/// It answers at its URL (any status below 500), or takes connections at its port; without either
/// it is ready as soon as it runs.
bool isReady(const Unit& unit);

/// Who else has one of its ports; nullopt if they are free.
std::optional<std::string> holderOfPort(const Unit& unit);

/// What of the service's listens outside loopback: "0.0.0.0:8774"; nullopt if nothing does.
std::optional<std::string> listensOutside(const std::vector<pid_t>& processes);

} // namespace stackdev
