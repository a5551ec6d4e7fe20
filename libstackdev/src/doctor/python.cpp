// The Python that commands in a terminal get, and what its environment makes of it.
#include <algorithm>
#include <cstdlib>

#include "doctor/examination.h"
#include "support/process.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

const char* variable(const char* name) {
  return std::getenv(name); // NOLINT(concurrency-mt-unsafe): nobody sets it
}

Path canonicalOf(const Path& path) {
  std::error_code error;
  return std::filesystem::weakly_canonical(path, error);
}

void checkInterpreters(const Root& root, Findings& found) {
  if (!root.manifest)
    return;
  for (const auto& interpreter : root.manifest->interpreters) {
    const auto path =
        interpreter.find('/') == std::string::npos ? programOnPath(interpreter) : Path(interpreter);
    std::error_code error;
    if (path.empty() || !std::filesystem::exists(path, error))
      found.push_back({"interpreter-gone", Severity::Error, root.folder / kManifestName,
                       "it names the interpreter " + interpreter + ", which is not there",
                       "install it, or name another in interpreters"});
  }
}

void checkFirstPython(const Root& root, Findings& found) {
  const auto first = programOnPath("python3");
  if (variable("VIRTUAL_ENV") != nullptr || first.empty())
    return;
  Path wanted = "/usr/bin/python3";
  if (root.manifest && !root.manifest->interpreters.empty())
    wanted = root.manifest->interpreters.front();
  std::error_code error;
  if (!wanted.is_absolute() || !std::filesystem::exists(wanted, error) ||
      canonicalOf(first) == canonicalOf(wanted))
    return;
  found.push_back({"python-first-on-path", Severity::Warning, first,
                   "it is the first python3 on PATH, while the stack's is " + wanted.string() +
                       ": programs started in a terminal do not find the stack's packages",
                   "start them with " + wanted.string() + ", or put its folder first on PATH"});
}

} // namespace

void checkPython(const Examination& examined, Findings& found) {
  checkInterpreters(examined.root, found);
  if (std::none_of(examined.projects.begin(), examined.projects.end(),
                   [](const auto& project) { return project.isPython; }))
    return;
  checkFirstPython(examined.root, found);
  if (const char* value = variable("PYTHONDONTWRITEBYTECODE"); value != nullptr && *value != '\0')
    found.push_back({"bytecode-not-written",
                     Severity::Warning,
                     {},
                     "PYTHONDONTWRITEBYTECODE is set: every start of a service compiles its whole "
                     "tree again",
                     "unset PYTHONDONTWRITEBYTECODE"});
}

} // namespace stackdev
