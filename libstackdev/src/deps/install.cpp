// Carries a plan out. Each step looks first at what is there, so that a run that was ended is gone
// on with by the next.
#include <algorithm>

#include <stackdev/apply.h>

#include "configuration/source_metadata.h"
#include "deps/plan.h"
#include "stack/expansion.h"
#include "support/file.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;
using namespace std::chrono_literals;

constexpr auto kSystemDeadline = 1h;
constexpr std::size_t kEndOfOutput = 2000; // bytes of it that an error tells

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words)
    text += (text.empty() ? "" : " ") + word;
  return text;
}

std::string endOf(const CommandOutput& output) {
  const auto& text = output.errors.empty() ? output.output : output.errors;
  return text.substr(text.size() - std::min(text.size(), kEndOfOutput));
}

/// uv fetches the pip that it puts into a venv; Python's own venv brings one along.
bool hasPipFor(const DepsOptions& options) {
  if (!options.wheels)
    return true;
  std::error_code error;
  for (const auto& file : std::filesystem::directory_iterator(*options.wheels, error))
    if (file.path().extension() == ".whl" && file.path().filename().string().starts_with("pip-"))
      return true;
  return false;
}

class Installation {
public:
  Installation(const Root& root, const DepsOptions& options, const DepsProgress& progress)
      : root_(root), options_(options), progress_(progress), pip_{venvPython(root), options} {}

  Status systemPackages(const DepsPlan& plan) {
    if (plan.systemCommand.empty())
      return {};
    tell("system: " + joined(plan.systemCommand), 0, 0);
    const auto program = programOnPath(plan.systemCommand.front());
    const auto byHand =
        "the system's packages could not be installed; do it by hand, then start again:\n" +
        joined(plan.systemCommand);
    if (program.empty())
      return Error{ErrorCode::NotFound, byHand};
    Command command{.program = program,
                    .arguments = {plan.systemCommand.begin() + 1, plan.systemCommand.end()}};
    command.deadline = kSystemDeadline;
    command.variables = {{"DEBIAN_FRONTEND", "noninteractive"}};
    command.cancelled = options_.cancelled;
    const auto done = run(command);
    if (!done)
      return done.error();
    return done->status == 0 ? Status() : Error{ErrorCode::Io, byHand + "\n" + endOf(*done)};
  }

  Status venv() {
    std::error_code error;
    if (std::filesystem::exists(venvOf(root_) / "pyvenv.cfg", error) && hasPip())
      return {};
    tell("venv", 0, 0);
    const auto python = baseInterpreter(root_, options_);
    if (!python)
      return python.error();
    const auto uv = programOnPath("uv");
    const auto folder = venvOf(root_).string();
    Command command{.program = *python, .arguments = {"-m", "venv", "--clear", folder}};
    if (!uv.empty() && hasPipFor(options_)) {
      command = {
          .program = uv,
          .arguments = {"venv", "--quiet", "--clear", "--seed", "--python", python->string()}};
      const auto source = pip_.source();
      command.arguments.insert(command.arguments.end(), source.begin(), source.end());
      command.arguments.push_back(folder);
    }
    command.deadline = 5min;
    command.withoutVariables = {"PYTHONPATH", "PYTHONHOME"};
    command.cancelled = options_.cancelled;
    const auto made = run(command);
    if (!made)
      return made.error();
    if (made->status != 0)
      return Error{ErrorCode::Io, "cannot make the venv " + folder + ": " + endOf(*made) +
                                      "\nDebian has venv in the package python3-venv"};
    return {};
  }

  Result<std::vector<ResolvedPackage>> packages(const DepsInput& input) {
    tell("resolving", 0, 0);
    auto missing = missingPackages(pip_, input);
    if (!missing || missing->empty())
      return missing;
    std::vector<std::string> arguments = {"install", "--no-deps"};
    const auto source = pip_.source();
    arguments.insert(arguments.end(), source.begin(), source.end());
    arguments.push_back("--");
    for (const auto& one : *missing)
      arguments.push_back(one.name + "==" + one.version);
    std::size_t count = 0;
    const auto done = pip_.run(std::move(arguments), [&](std::string_view line) {
      if (line.starts_with("Collecting "))
        tell("fetching " + std::string(line.substr(11)), ++count, missing->size());
      else if (line.starts_with("Installing collected"))
        tell("installing", count, missing->size());
    });
    if (!done)
      return done.error();
    if (done->status != 0)
      return Error{ErrorCode::Io, "pip failed: " + endOf(*done)};
    return missing;
  }

  Status editable(const DepsPlan& plan) {
    const auto count = static_cast<std::size_t>(
        std::count_if(plan.repositories.begin(), plan.repositories.end(),
                      [](const auto& one) { return !one.isInPlace && !one.isInstalled; }));
    std::size_t at = 0;
    for (const auto& repository : plan.repositories) {
      if (repository.isInPlace || repository.isInstalled)
        continue;
      tell(repository.name + ": installing", ++at, count);
      std::vector<std::string> arguments = {"install", "--quiet", "--no-deps"};
      const auto source = pip_.source();
      arguments.insert(arguments.end(), source.begin(), source.end());
      arguments.insert(arguments.end(), {"--editable", repository.location.string()});
      const auto done = pip_.run(std::move(arguments));
      if (!done)
        return done.error();
      if (done->status != 0)
        return Error{ErrorCode::Io, repository.name + " can't be installed from " +
                                        repository.location.string() + ": " + endOf(*done)};
    }
    return {};
  }

  /// The trees that are not installed, and the metadata that makes them look so.
  Status trees(const DepsInput& input) {
    tell("path", 0, 0);
    ChangeSet changes{"deps install", {root_.state}, {}};
    if (root_.manifest)
      if (auto done = addSourceMetadata(root_, changes); !done)
        return done;
    std::string path;
    for (const auto& project : input.projects)
      if (runsInPlace(project))
        for (const auto& folder : project.sourceFolders)
          path += (project.location / folder).lexically_normal().string() + "\n";
    path += metadataFolder(root_.state).string() + "\n";
    const auto file = sitePackages() / "stackdev-trees.pth";
    auto before = readFileIfThere(file);
    if (!before)
      return before.error();
    changes.files.push_back({file, std::move(*before), std::move(path)});
    changes = minimal(std::move(changes));
    return changes.empty() ? Status() : apply(changes, root_.state, Remember::No);
  }

private:
  bool hasPip() const {
    const auto answer = pip_.run({"--version"});
    return answer && answer->status == 0;
  }

  Path sitePackages() const {
    std::error_code error;
    for (const auto& python : std::filesystem::directory_iterator(venvOf(root_) / "lib", error))
      if (python.path().filename().string().starts_with("python"))
        return python.path() / "site-packages";
    return venvOf(root_) / "lib";
  }

  void tell(const std::string& step, std::size_t done, std::size_t of) const {
    if (progress_)
      progress_(step, done, of);
  }

  const Root& root_;
  const DepsOptions& options_;
  const DepsProgress& progress_;
  Pip pip_;
};

} // namespace

Result<DepsPlan> installDeps(const Root& root, const DepsOptions& options,
                             const DepsProgress& progress) {
  auto input = depsInput(root, options);
  if (!input)
    return input.error();
  auto plan = localPlan(root, *input);
  if (!plan)
    return plan;
  Installation installation(root, options, progress);
  if (auto done = installation.systemPackages(*plan); !done)
    return done.error();
  if (auto done = installation.venv(); !done)
    return done.error();
  plan = localPlan(root, *input); // a venv made anew has nothing of what the old one had
  if (!plan)
    return plan;
  auto packages = installation.packages(*input);
  if (!packages)
    return packages.error();
  plan->packages = std::move(*packages);
  if (auto done = installation.editable(*plan); !done)
    return done.error();
  if (auto done = installation.trees(*input); !done)
    return done.error();
  return plan;
}

} // namespace stackdev
