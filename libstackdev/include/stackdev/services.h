// The services of a stack: starting them from the source trees in the order that they need, asking
// how they are, ending them. They run under a supervisord of the stack's own, on loopback only;
// everything that they write is below the root's state folder.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <stackdev/result.h>
#include <stackdev/run.h>
#include <stackdev/stack.h>

namespace stackdev {

enum class ServiceState {
  Stopped,
  Starting, // it runs, and is not ready yet
  Running,  // ready
  Stopping,
  Failed,   // it has ended, or was given up after several tries
  Debugged, // `stackdev debug` has taken it over
};

/// "running": the word of the command line and of JSON.
std::string_view toString(ServiceState state);

struct ServiceStatus {
  std::string name;
  ServiceState state = ServiceState::Stopped;
  std::optional<int> pid = {};
  std::optional<int> port = {};
  std::optional<std::string> url = {};
  std::optional<double> startedSeconds = {}; // since it was started
  long memoryKiB = 0;                        // of all its processes
};

/// Those whose repository has a debug-safe edit of stackdev's in its sources.
Result<std::set<std::string>> debugSafeServices(const Root& root);

/// What `up` is busy with.
struct UpProgress {
  std::string name;      // of a service or step
  std::string_view what; // "starting", "ready", "done", "stopping"
  double seconds = 0;    // that it took
  int done = 0;          // of `total` services and steps
  int total = 0;
  std::optional<double> secondsLeft = {}; // estimated, where each was brought up here before
};

struct UpOptions {
  std::vector<std::string> services = {}; // and what they need; none: all
  std::function<void(const UpProgress&)> progress = {};
  const std::atomic<bool>* cancelled = nullptr;
};

/// Starts what is not running yet and waits until it is ready; steps that were done are not done
/// again. After an error, what runs goes on running, and the next up() continues. Answers for the
/// services that were asked for and what they need. Errors: NotFound for a name that is none;
/// InvalidArgument for a manifest that has no services, or in a circle; Io for one that fails, with
/// the end of its log, and for a port that is taken, with who has it; Cancelled. Call it for a
/// trusted root only.
Result<std::vector<ServiceStatus>> up(const Root& root, const UpOptions& options);

/// All services in the order in which they start. Starts nothing.
Result<std::vector<ServiceStatus>> serviceStatus(const Root& root);

/// The services that `up` of these would see to: as serviceStatus(). Errors: as up() for names.
Result<std::vector<ServiceStatus>> upPlan(const Root& root,
                                          const std::vector<std::string>& services);

/// Ends them (none named: all) and starts them again, and what up() would start.
Result<std::vector<ServiceStatus>> restart(const Root& root, const UpOptions& options);

enum class Wipe { No, Yes };

/// Ends all services, their supervisord and whatever else they started. Wipe::Yes removes
/// databases, logs, generated files and passwords, too. Errors: Io if a process can't be ended.
Status down(const Root& root, Wipe wipe);

struct ServiceLog {
  std::string name;
  std::filesystem::path file;
};

/// The logs that there are, of services and steps in the order in which they start.
Result<std::vector<ServiceLog>> serviceLogs(const Root& root);

/// The values that a user's own clients need, as the manifest has them, passwords written in.
Result<std::vector<std::pair<std::string, std::string>>> clientEnvironment(const Root& root);

/// Errors: Conflict if the service runs under supervision or a debugger: a second one beside it
/// would take half of its requests, or fail for its port.
Status runsNowhereElse(const Root& root, const std::string& name);

/// Runs `program` in the terminal in place of the supervised service `name`, and gives it back
/// afterwards. Returns the program's exit status. nullopt if the service is not running under
/// supervision: then nothing was done. Errors: Conflict if it is being debugged already.
Result<std::optional<int>> runInPlaceOf(const Root& root, const std::string& name,
                                        const ForegroundProgram& program);

/// Something that verify() tried.
struct CheckResult {
  std::string name;
  bool ok = false;
  double seconds = 0;
  std::string detail;
};

/// Tries what the manifest says that a user could do, one after the other. Errors: InvalidArgument
/// if it says nothing, Cancelled. Call it for a trusted root only.
Result<std::vector<CheckResult>> verify(const Root& root,
                                        const std::function<void(const CheckResult&)>& onResult,
                                        const std::atomic<bool>* cancelled = nullptr);

} // namespace stackdev
