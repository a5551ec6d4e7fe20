#include "services/units.h"

#include <algorithm>
#include <functional>
#include <map>

#include <stackdev/project.h>

#include "launch/program.h"
#include "stack/expansion.h"
#include "support/git.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

bool isStep(const ManifestService& one, const Manifest& manifest) {
  return std::any_of(manifest.steps.begin(), manifest.steps.end(),
                     [&](const auto& step) { return step.name == one.name; });
}

/// Visits what each needs before itself; `trail` is the way here, to tell a circle.
class Ordering {
public:
  explicit Ordering(const Manifest& manifest) {
    for (const auto* list : {&manifest.services, &manifest.steps})
      for (const auto& one : *list)
        byName_[one.name] = &one;
  }

  Status visit(const ManifestService& one) {
    if (done_.contains(one.name))
      return {};
    if (std::find(trail_.begin(), trail_.end(), one.name) != trail_.end()) {
      std::string circle;
      for (const auto& name : trail_)
        circle += name + " after ";
      return Error{ErrorCode::InvalidArgument,
                   "stackdev.toml: each of these would need the next before it: " + circle +
                       one.name};
    }
    trail_.push_back(one.name);
    for (const auto& name : one.after)
      if (auto fine = visit(*byName_.at(name)); !fine)
        return fine;
    trail_.pop_back();
    done_.insert(one.name);
    order_.push_back(&one);
    return {};
  }

  std::vector<const ManifestService*> order() { return std::move(order_); }

private:
  std::map<std::string, const ManifestService*> byName_;
  std::set<std::string> done_;
  std::vector<std::string> trail_;
  std::vector<const ManifestService*> order_;
};

/// The commit that is checked out, "" if it is no clone.
std::string headOf(const Path& folder) {
  useGit();
  git_repository* raw = nullptr;
  if (git_repository_open(&raw, folder.c_str()) != 0)
    return {};
  const GitRepository repository(raw);
  git_oid id;
  if (git_reference_name_to_id(&id, raw, "HEAD") != 0)
    return {};
  return git_oid_tostr_s(&id);
}

std::string fingerprint(const ForegroundProgram& program, const Path& repository) {
  auto text = program.program.string() + "\n";
  for (const auto& argument : program.arguments)
    text += argument + "\n";
  for (const auto& [name, value] : program.environment)
    text += name + "=" + value + "\n";
  return blobHash(text + (repository.empty() ? "" : headOf(repository)));
}

} // namespace

Result<std::vector<const ManifestService*>> ordered(const Manifest& manifest) {
  Ordering ordering(manifest);
  for (const auto* list : {&manifest.services, &manifest.steps})
    for (const auto& one : *list)
      if (auto fine = ordering.visit(one); !fine)
        return fine.error();
  return ordering.order();
}

Result<std::vector<Unit>> unitsOf(const Root& root) {
  if (!root.manifest || root.manifest->services.empty())
    return Error{ErrorCode::InvalidArgument,
                 root.folder.string() + " has no stackdev.toml with services in it; stackdev init "
                                        "lists stacks that have"};
  const auto order = ordered(*root.manifest);
  if (!order)
    return order.error();
  const auto found = findProjects(root);
  if (!found)
    return found.error();
  std::vector<Unit> units;
  for (const auto* one : *order) {
    const auto program = serviceProgram(root, *one, found->projects);
    Unit unit{{one->name, program ? *program : ForegroundProgram{}, isStep(*one, *root.manifest),
               one->stopSeconds},
              one->after,
              one->port,
              one->furtherPorts,
              one->ready,
              one->readyScript,
              one->seconds,
              {},
              {}};
    if (!program)
      unit.problem = program.error();
    if (unit.process.once)
      unit.fingerprint = fingerprint(
          unit.process.program, one->repository.empty() ? Path() : root.folder / one->repository);
    units.push_back(std::move(unit));
  }
  return units;
}

Result<std::set<std::string>> withNeeds(const std::vector<std::string>& names,
                                        const Manifest& manifest) {
  std::map<std::string, const ManifestService*> byName;
  std::string known;
  for (const auto* list : {&manifest.services, &manifest.steps})
    for (const auto& one : *list) {
      byName[one.name] = &one;
      if (list == &manifest.services)
        known += (known.empty() ? "" : ", ") + one.name;
    }
  std::set<std::string> needed;
  std::vector<std::string> waiting = names;
  if (names.empty())
    for (const auto& [name, one] : byName)
      if (!one->isManual)
        waiting.push_back(name);
  while (!waiting.empty()) {
    const auto name = std::move(waiting.back());
    waiting.pop_back();
    const auto found = byName.find(name);
    if (found == byName.end())
      return Error{ErrorCode::NotFound, "no service is called " + name + "; there are: " + known};
    if (needed.insert(name).second)
      waiting.insert(waiting.end(), found->second->after.begin(), found->second->after.end());
  }
  return needed;
}

} // namespace stackdev
