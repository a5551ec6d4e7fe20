// What commands answer with, as JSON: the same for `stackdev --json` and for the editors' server.
// The fields are a contract, docs/commands.md has them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>

#include <stackdev/apply.h>
#include <stackdev/clone.h>
#include <stackdev/debug_safe.h>
#include <stackdev/deps.h>
#include <stackdev/doctor.h>
#include <stackdev/hook.h>
#include <stackdev/import.h>
#include <stackdev/launch_configuration.h>
#include <stackdev/network.h>
#include <stackdev/result.h>
#include <stackdev/run.h>
#include <stackdev/scan.h>
#include <stackdev/services.h>

namespace stackdev {

boost::json::array jsonOf(const std::vector<std::string>& texts);

/// {"code", "message"}.
boost::json::object jsonOf(const Error& error);

/// One line of `scan --json`.
boost::json::object jsonOf(const PatchCall& call);

/// Of `debug-safe on`, and of `off` and `status`.
boost::json::object madeDebugSafeJson(const DebugSafePlan& plan);
boost::json::object debugSafeEditsJson(const DebugSafePlan& plan);

/// One of `clone --json`'s repositories, of `doctor --json`'s findings.
boost::json::object jsonOf(const CloneResult& result);
boost::json::object jsonOf(const Finding& finding);

boost::json::object jsonOf(const HookPlan& plan);

/// Of `deps plan` and `deps install`.
boost::json::object jsonOf(const DepsPlan& plan);

/// Of `network plan`; `state` is "planned", "there", "trial" or "kept".
boost::json::object jsonOf(const NetworkPlan& plan, std::string_view state);
boost::json::object jsonOf(const NetworkRemoval& removal);

boost::json::object jsonOf(const Import& import);
boost::json::object jsonOf(const AppliedChange& change);

/// Folders of projects are written out.
boost::json::object jsonOf(const LaunchConfiguration& launch, const std::vector<Project>& projects);

/// {"program", "args", "cwd", "env"}, as the server's runnables have them.
boost::json::object jsonOf(const ForegroundProgram& program);

/// {"services": [{"name", "state", "pid", "port", "url", "startedSeconds"}]}
boost::json::object jsonOf(const std::vector<ServiceStatus>& services);

/// {"checks": [{"name", "ok", "seconds", "detail"}]}
boost::json::object jsonOf(const std::vector<CheckResult>& checks);

/// What a launch configuration runs: "bin/nova-api", "nova.cmd.api:main", a test suite's path.
std::string launchTarget(const LaunchConfiguration& launch);

} // namespace stackdev
