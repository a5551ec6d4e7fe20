#include <iostream>

#include <stackdev/json.h>
#include <stackdev/scan.h>

#include "command.h"
#include "patching.h"
#include "progress.h"

namespace stackdev::cli {
namespace {

struct Options {
  std::vector<std::filesystem::path> paths;
  bool check = false;
};

void printLine(const PatchCall& call) {
  std::cout << call.path << ':' << call.line << ':' << call.column << ": " << toString(call.state)
            << ": " << oneLine(call.text);
  if (call.debugSafe)
    std::cout << "  ->  " << oneLine(*call.debugSafe);
  else if (!call.refusal.empty())
    std::cout << "  (" << call.refusal << ")";
  std::cout << '\n';
}

int runScan(const Globals& globals, const Options& options) {
  const auto root = rootOf(globals);
  if (!root)
    return failed(globals, root.error());
  auto request = scanOptions(*root, options.paths, "");
  if (!request)
    return failed(globals, request.error());
  if (!globals.dryRun)
    request->index = root->state / "scan-index";
  const auto found = [&] {
    ProgressDisplay display(globals);
    request->progressed = [&](std::size_t files) { display.update({"scan", "files read", files}); };
    return scan(*request);
  }();
  if (!found)
    return failed(globals, found.error());
  bool isUnsafe = false;
  for (const auto& call : found->calls) {
    isUnsafe = isUnsafe || call.state == PatchState::Unsafe;
    if (globals.json)
      print(jsonOf(call));
    else
      printLine(call);
  }
  for (const auto& warning : found->warnings)
    warn(globals, warning);
  return options.check && isUnsafe ? kNo : kDone;
}

} // namespace

void addScan(CLI::App& app, const Globals& globals, Run& run) {
  auto* command = app.add_subcommand("scan", "Find every monkey patch call");
  auto options = std::make_shared<Options>();
  command->add_option("paths", options->paths, "Files and folders (default: the root)")
      ->type_name("PATH");
  command->add_flag("--check", options->check, "Exit with 1 if a call is unsafe under a debugger");
  command->footer("Under --json one object a line. States: unsafe, risky, safe, unknown, "
                  "debug-safe; docs/debug-safe.md tells what they mean.\n"
                  "Example: stackdev scan nova/bin --check");
  command->callback([&globals, &run, options] {
    run = [&globals, options] { return runScan(globals, *options); };
  });
}

} // namespace stackdev::cli
