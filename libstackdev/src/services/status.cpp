#include <stackdev/debug_safe.h>
#include <stackdev/services.h>

#include <future>
#include <map>

#include "configuration/configuration_files.h"
#include "services/readiness.h"
#include "services/state_folder.h"
#include "services/units.h"
#include "stack/expansion.h"
#include "supervision/supervisor.h"
#include "support/processes.h"

namespace stackdev {
namespace {

using State = SupervisedProcess::State;

Error nothingToRun(const Root& root) {
  return {ErrorCode::InvalidArgument,
          root.folder.string() + " has no stackdev.toml with services in it; stackdev init lists "
                                 "stacks that have"};
}

ServiceState stateOf(const SupervisedProcess& process) {
  switch (process.state) {
  case State::Stopped:
  case State::Unknown:
    return ServiceState::Stopped;
  case State::Starting:
  case State::Running:
  case State::Backoff:
    return ServiceState::Starting; // until it is found to be ready
  case State::Stopping:
    return ServiceState::Stopping;
  case State::Exited:
  case State::Fatal:
    return ServiceState::Failed;
  }
  return ServiceState::Stopped;
}

std::optional<std::string> urlOf(const ManifestService& service) {
  if (service.ready.empty() && service.wsgi.empty())
    return std::nullopt;
  if (!service.port)
    return service.ready;
  return "http://127.0.0.1:" + std::to_string(*service.port) + "/";
}

Unit readinessOf(const ManifestService& service) {
  Unit unit;
  unit.process.name = service.name;
  unit.port = service.port;
  unit.ready = service.ready;
  return unit;
}

/// All services with their names, ports and URLs, as if none ran.
std::vector<ServiceStatus> stoppedServices(const std::vector<const ManifestService*>& services) {
  std::vector<ServiceStatus> all;
  for (const auto* service : services) {
    ServiceStatus status;
    status.name = service->name;
    status.port = service->port;
    status.url = urlOf(*service);
    all.push_back(std::move(status));
  }
  return all;
}

void addMemory(std::vector<ServiceStatus>& all, const std::filesystem::path& folder) {
  std::map<std::string, long> used;
  for (const auto& process : serviceProcesses(folder))
    used[process.service] += memoryOf(process.pid);
  for (auto& one : all)
    one.memoryKiB = used[one.name];
}

} // namespace

std::string_view toString(ServiceState state) {
  switch (state) {
  case ServiceState::Stopped:
    return "stopped";
  case ServiceState::Starting:
    return "starting";
  case ServiceState::Running:
    return "running";
  case ServiceState::Stopping:
    return "stopping";
  case ServiceState::Failed:
    return "failed";
  case ServiceState::Debugged:
    return "debugged";
  }
  return {};
}

Result<std::vector<ServiceStatus>> serviceStatus(const Root& root) {
  if (!root.manifest || root.manifest->services.empty())
    return nothingToRun(root);
  auto services = ordered(*root.manifest);
  if (!services)
    return services.error();
  std::erase_if(*services, [&](const auto* one) {
    return std::none_of(root.manifest->services.begin(), root.manifest->services.end(),
                        [&](const auto& service) { return &service == one; });
  });
  const auto folder = servicesFolder(root.state);
  auto all = stoppedServices(*services);
  const auto processes = Supervisor(folder).processes();
  if (!processes)
    return all; // no supervisord, no services
  std::map<std::string, SupervisedProcess> known;
  for (const auto& process : *processes)
    known[process.name] = process;
  std::vector<std::future<bool>> ready(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto& process = known[all[i].name];
    all[i].state = stateOf(process);
    if (process.pid != 0) {
      all[i].pid = process.pid;
      all[i].startedSeconds = process.seconds;
    }
    if (const auto debugger = debuggerOf(folder, all[i].name)) {
      all[i].state = ServiceState::Debugged;
      all[i].pid = *debugger;
    }
    const auto unit = readinessOf(*(*services)[i]);
    if (mayBeReady(unit, process.state))
      ready[i] = std::async(std::launch::async, isReady, unit);
  }
  for (std::size_t i = 0; i < all.size(); ++i)
    if (ready[i].valid() && ready[i].get())
      all[i].state = ServiceState::Running;
  addMemory(all, folder);
  return all;
}

Result<std::set<std::string>> debugSafeServices(const Root& root) {
  if (!root.manifest)
    return nothingToRun(root);
  ScanOptions options;
  options.root = root.folder;
  std::set<std::filesystem::path> folders;
  for (const auto& service : root.manifest->services)
    if (!service.repository.empty())
      folders.insert(root.folder / service.repository);
  std::error_code ignored;
  for (const auto& folder : folders)
    if (std::filesystem::is_directory(folder, ignored))
      options.paths.push_back(folder);
  if (options.paths.empty())
    return std::set<std::string>();
  const auto found = debugSafeStatus(options);
  if (!found)
    return found.error();
  std::set<std::string> names;
  for (const auto& service : root.manifest->services)
    if (std::any_of(found->edits.begin(), found->edits.end(), [&](const auto& edit) {
          return edit.path.starts_with(service.repository + "/");
        }))
      names.insert(service.name);
  return names;
}

Result<std::vector<ServiceLog>> serviceLogs(const Root& root) {
  if (!root.manifest || root.manifest->services.empty())
    return nothingToRun(root);
  const auto order = ordered(*root.manifest);
  if (!order)
    return order.error();
  std::vector<ServiceLog> logs;
  for (const auto* one : *order) {
    auto file = logFile(servicesFolder(root.state), one->name);
    std::error_code ignored;
    if (std::filesystem::exists(file, ignored))
      logs.push_back({one->name, std::move(file)});
  }
  return logs;
}

Result<std::vector<std::pair<std::string, std::string>>> clientEnvironment(const Root& root) {
  if (!root.manifest)
    return nothingToRun(root);
  Secrets secrets(servicesFolder(root.state));
  std::vector<std::pair<std::string, std::string>> values;
  for (const auto& [name, value] : root.manifest->environment) {
    auto text = generatedText(value, root, secrets);
    if (!text)
      return text.error();
    values.emplace_back(name, std::move(*text));
  }
  if (!secrets.newFiles().empty())
    return Error{ErrorCode::NotFound,
                 "there are no passwords yet; stackdev up makes them with the services"};
  return values;
}

} // namespace stackdev
