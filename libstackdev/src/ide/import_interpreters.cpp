#include "ide/import_interpreters.h"

#include <set>

#include "ide/ide.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

/// The folders in which DevStack and stackdev itself keep a stack's virtual environment.
std::vector<Path> stackInterpreters(const Root& root) {
  return {root.state / "venv/bin/python", root.folder / "data/venv/bin/python"};
}

std::vector<std::string> wantedInterpreters(const Root& root, const ImportRequest& request) {
  if (!request.interpreters.empty())
    return request.interpreters;
  if (root.manifest && !root.manifest->interpreters.empty())
    return root.manifest->interpreters;
  for (const auto& candidate : stackInterpreters(root))
    if (isThere(candidate))
      return {candidate.string()};
  if (isThere("/usr/bin/python3"))
    return {"/usr/bin/python3"};
  return {};
}

/// Names of interpreters are PyDev's keys: each once.
void nameApart(std::vector<Interpreter>& interpreters) {
  std::set<std::string> names;
  for (auto& interpreter : interpreters) {
    const auto base = interpreter.name;
    for (auto folder = interpreter.executable.parent_path(); !names.insert(interpreter.name).second;
         folder = folder.parent_path()) {
      if (folder == folder.root_path()) { // the same program twice
        interpreter.name = base + " " + std::to_string(names.size());
        continue;
      }
      interpreter.name = base + " (" + folder.string() + ")";
    }
  }
}

} // namespace

Result<std::vector<Interpreter>> importInterpreters(const Root& root, const ImportRequest& request,
                                                    KnownInterpreters& known) {
  std::vector<Interpreter> interpreters;
  for (const auto& given : wantedInterpreters(root, request)) {
    const auto path = interpreterPath(given);
    if (!path)
      return path.error();
    const auto asking = askingOf(root, *path);
    if (const auto* remembered = known.find(*path)) {
      interpreters.push_back(*remembered);
      continue;
    }
    auto interpreter = describedInterpreter(*path, asking);
    if (!interpreter)
      return interpreter.error();
    if (asking == Asking::Run)
      known.remember(*interpreter); // what was only read may say more once it may be run
    interpreters.push_back(std::move(*interpreter));
  }
  nameApart(interpreters);
  return interpreters;
}

} // namespace stackdev
