// supervisord with the stack's configuration as the manifest has it now.
#pragma once

#include <vector>

#include <stackdev/result.h>
#include <stackdev/stack.h>

#include "services/units.h"
#include "supervision/supervisor.h"

namespace stackdev {

/// Writes the files that the services read and supervisord's own, ends what an earlier supervisord
/// left behind, and sees to it that supervisord runs with them. What it runs unchanged goes on.
Status startSupervisor(const Root& root, const Supervisor& supervisor,
                       const std::vector<Unit>& units);

} // namespace stackdev
