#include <algorithm>
#include <iostream>

#include <stackdev/import.h>
#include <stackdev/json.h>
#include <stackdev/shell_word.h>

#include "command.h"
#include "progress.h"

namespace stackdev::cli {
namespace {

struct Options {
  ImportRequest request;
  std::string workspace;
  std::string ides = "eclipse";
  bool shared = false;
};

/// `options` is what `open` needs to find the workspace, too.
std::string openCommand(Ide ide, const std::filesystem::path& place, const std::string& options) {
  const auto word = shellWord(place.string());
  switch (ide) {
  case Ide::Eclipse:
    return "stackdev open" + options + ", or eclipse -data " + word;
  case Ide::VsCode:
    return "code " + word;
  case Ide::PyCharm:
    return "pycharm " + word;
  }
  return {};
}

void printSummary(const Import& import, const ImportRequest& request) {
  for (const auto& project : import.projects) {
    std::cout << project.name;
    if (project.grammar.empty())
      std::cout << "  (no Python)";
    for (std::size_t i = 0; i < project.references.size(); ++i)
      std::cout << (i == 0 ? "  -> " : ", ") << project.references[i];
    std::cout << '\n';
  }
  for (const auto& [ide, place] : import.opened) {
    const auto count =
        std::count_if(import.launchConfigurations.begin(), import.launchConfigurations.end(),
                      [ide = ide](const auto& one) { return one.ide == ide; });
    std::cout << import.projects.size() << " projects and " << count << " launch configurations "
              << (import.changes.empty() ? "were up to date in " : "are now in ") << place.string()
              << '\n';
  }
  if (import.changes.empty())
    return;
  for (const auto& [ide, place] : import.opened)
    std::cout << "Open it: "
              << openCommand(ide, place,
                             request.workspace ? " --workspace " + shellWord(place.string()) : "")
              << '\n';
  std::cout << "Take it back: stackdev undo\n";
  if (!import.exposure.empty())
    std::cout << "Note: " << import.exposure << '\n';
}

/// `import --interpreter PYTHON nova`: a folder of the root is a repository, no further Python.
void takeNames(ImportRequest& request, const std::filesystem::path& root) {
  auto& pythons = request.interpreters;
  if (pythons.empty())
    return;
  const auto isPython = [&](const std::string& word) {
    std::error_code ignored;
    return word.empty() || word.front() == '/' ||
           !std::filesystem::is_directory(root / word, ignored);
  };
  const auto names = std::stable_partition(pythons.begin() + 1, pythons.end(), isPython);
  request.names.insert(request.names.end(), names, pythons.end());
  pythons.erase(names, pythons.end());
}

int runImport(const Globals& globals, const Options& options) {
  auto request = options.request;
  if (!options.workspace.empty())
    request.workspace = options.workspace;
  if (options.shared)
    request.launchFiles = ImportRequest::LaunchFiles::InProjects;
  const auto ides = idesNamed(options.ides);
  if (!ides)
    return failed(globals, ides.error());
  request.ides = *ides;
  const auto root = rootOf(globals);
  if (!root)
    return failed(globals, root.error());
  takeNames(request, root->folder);
  const auto import = [&] {
    ProgressDisplay display(globals);
    request.progressed = [&](std::size_t done, std::size_t of) {
      display.update({"import", "repositories read", done, of});
    };
    return globals.dryRun ? importPlan(*root, request) : importProjects(*root, request);
  }();
  if (!import)
    return failed(globals, import.error());
  if (globals.json)
    print(jsonOf(*import));
  else if (globals.dryRun)
    printDiff(import->changes, *root);
  else if (globals.verbosity >= 0)
    printSummary(*import, request);
  if (!globals.json)
    for (const auto& warning : import->warnings)
      warn(globals, warning);
  return kDone;
}

} // namespace

void addImport(CLI::App& app, const Globals& globals, Run& run) {
  auto* command =
      app.add_subcommand("import", "Make every repository a project of an IDE, in one step");
  auto options = std::make_shared<Options>();
  command->add_option("names", options->request.names, "Only these repositories")
      ->type_name("NAME");
  command
      ->add_option("--workspace", options->workspace,
                   "Eclipse workspace, made if it is not there (default: ROOT/workspace)")
      ->type_name("DIR");
  command
      ->add_option("--ide", options->ides,
                   "For which IDEs: eclipse, vscode, pycharm, or several with commas between")
      ->type_name("IDES")
      ->capture_default_str();
  command
      ->add_option("--interpreter", options->request.interpreters,
                   "Python for the projects; the first is the default")
      ->type_name("PYTHON");
  command->add_flag("--shared", options->shared,
                    "Launch configurations in the projects, not in the workspace");
  command->add_flag("--django-nature", options->request.djangoNature,
                    "Give Django projects PyDev's Django nature, too");
  command->add_flag("--debug-server", options->request.debugServer,
                    "Let PyDev's debug server start with Eclipse; it listens on every interface");
  command->add_flag("--language-server", options->request.languageServer,
                    "Let Eclipse's LSP4E start stackdev-lsp for Python files");
  command->footer("Examples:\n"
                  "  stackdev import --workspace ~/eclipse-workspace\n"
                  "  stackdev import --ide vscode,pycharm\n"
                  "  stackdev import nova glance --interpreter /usr/bin/python3 --dry-run");
  command->callback([&globals, &run, options] {
    run = [&globals, options] { return runImport(globals, *options); };
  });
}

} // namespace stackdev::cli
