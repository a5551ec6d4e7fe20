#include <stackdev/doctor.h>

#include <algorithm>
#include <iterator>
#include <tuple>

#include <stackdev/debug_safe.h>
#include <stackdev/hook.h>

#include "doctor/examination.h"
#include "doctor/mending.h"

namespace stackdev {
namespace {

constexpr Check kChecks[] = {checkConfigurations,
                             checkServices,
                             checkBackends,
                             checkHypervisor,
                             checkVolumes,
                             checkCatalog,
                             checkHostNetwork,
                             checkPorts,
                             checkPython,
                             checkInstalledPackages,
                             checkWorkingDirectories,
                             checkEclipse,
                             checkEclipsePlugins,
                             checkMachine,
                             checkEdits};

} // namespace

std::string_view toString(Severity severity) {
  return severity == Severity::Error ? "error" : "warning";
}

Result<std::vector<Finding>> findings(const Root& root) {
  const auto examination = examined(root);
  if (!examination)
    return examination.error();
  Findings found;
  for (const auto check : kChecks) {
    Findings ofCheck;
    check(*examination, ofCheck);
    std::stable_sort(ofCheck.begin(), ofCheck.end(), [](const auto& a, const auto& b) {
      return std::tie(a.path, a.line) < std::tie(b.path, b.line);
    });
    std::move(ofCheck.begin(), ofCheck.end(), std::back_inserter(found));
  }
  return found;
}

Result<ChangeSet> mendingPlan(const Root& root) {
  ScanOptions options;
  options.root = root.folder;
  auto edits = debugSafeOff(options);
  if (!edits)
    return edits.error();
  auto changes = std::move(edits->changes);
  const auto isTaken = [&](const std::filesystem::path& path) {
    return std::any_of(changes.files.begin(), changes.files.end(),
                       [&](const auto& file) { return file.path == path; });
  };
  const auto hooks = hookStatus(options);
  if (!hooks)
    return hooks.error();
  for (const auto& hook : hooks->hooks) {
    const auto path = root.folder / hook.path;
    if (isTaken(path))
      continue;
    auto one = hookOff(root.folder, path, std::nullopt);
    if (!one)
      return one.error();
    std::move(one->changes.files.begin(), one->changes.files.end(),
              std::back_inserter(changes.files));
  }
  const auto examination = examined(root);
  if (!examination)
    return examination.error();
  auto mended = mendedConfigurations(*examination);
  if (!mended)
    return mended.error();
  std::move(mended->begin(), mended->end(), std::back_inserter(changes.files));
  changes.title = "doctor --fix";
  changes.places = {root.folder};
  return changes;
}

} // namespace stackdev
