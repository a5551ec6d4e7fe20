#include <stackdev/open.h>

#include <cstdlib>

#include <unistd.h>

#include <stackdev/shell_word.h>

#include "ide/ide.h"
#include "ide/workspace_lock.h"
#include "support/process.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

std::vector<Path> candidates() {
  std::vector<Path> found;
  if (const char* named = std::getenv("ECLIPSE")) // NOLINT(concurrency-mt-unsafe): nobody sets it
    found.emplace_back(named);
  for (auto& place : placesOnPath("eclipse"))
    found.push_back(std::move(place));
  if (const char* home = std::getenv("HOME")) // NOLINT(concurrency-mt-unsafe): as above
    found.push_back(Path(home) / "eclipse/eclipse");
  for (const char* path : {"/opt/eclipse/eclipse", "/usr/lib/eclipse/eclipse", "/snap/bin/eclipse",
                           "/usr/local/eclipse/eclipse"})
    found.emplace_back(path);
  return found;
}

} // namespace

Path installedEclipse() {
  for (auto& program : candidates()) {
    std::error_code ignored;
    if (std::filesystem::is_regular_file(program, ignored) && ::access(program.c_str(), X_OK) == 0)
      return std::move(program);
  }
  return {};
}

Result<Path> eclipseFor(const Path& workspace) {
  if (auto free = WorkspaceLock::check(workspace); !free)
    return free.error();
  if (auto program = installedEclipse(); !program.empty())
    return program;
  return Error{ErrorCode::NotFound,
               "no Eclipse found in $ECLIPSE, on PATH, in ~/eclipse or /opt/eclipse.\n"
               "Get one from eclipse.org (the package for RCP or Java developers will do), then "
               "PyDev from its marketplace (Help > Eclipse Marketplace > PyDev).\n" +
                   (isThere(workspace / ".metadata")
                        ? "The workspace is ready: eclipse -data " + shellWord(workspace.string())
                        : "There is no workspace yet either: stackdev import makes it")};
}

Result<Path> openEclipse(const Path& workspace) {
  auto program = eclipseFor(workspace);
  if (!program)
    return program;
  const Command command{.program = *program, .arguments = {"-data", workspace.string()}};
  if (auto started = startDetached(command); !started)
    return started.error();
  return program;
}

} // namespace stackdev
