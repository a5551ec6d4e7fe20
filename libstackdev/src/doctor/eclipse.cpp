// The Eclipse workspace of the root, if there is one: whether it is open, whether its interpreters
// are there, whether there is an Eclipse with PyDev to open it.
#include "doctor/examination.h"
#include "ide/eclipse_workspace.h"
#include "ide/java_properties.h"
#include "support/file.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

constexpr std::string_view kPydevPreferences =
    ".metadata/.plugins/org.eclipse.core.runtime/.settings/org.python.pydev.prefs";

Path workspaceOf(const Root& root) {
  const auto named = root.manifest ? root.manifest->workspace : Path();
  return (root.folder / (named.empty() ? Path("workspace") : named)).lexically_normal();
}

void checkInterpreters(const Path& workspace, Findings& found) {
  const auto file = workspace / kPydevPreferences;
  const auto text = readFile(file);
  if (!text)
    return;
  constexpr std::string_view kOpen = "<executable>";
  for (const auto& [key, value] : properties(*text))
    for (auto at = value.find(kOpen); at != std::string::npos; at = value.find(kOpen, at + 1)) {
      const auto begin = at + kOpen.size();
      const Path executable = value.substr(begin, value.find('<', begin) - begin);
      std::error_code error;
      if (!std::filesystem::exists(executable, error))
        found.push_back({"interpreter-gone", Severity::Error, file,
                         "PyDev is configured with the interpreter " + executable.string() +
                             ", which is not there",
                         "stackdev import --interpreter PYTHON, or Preferences > PyDev > "
                         "Interpreters"});
    }
}

} // namespace

void checkEclipse(const Examination& examined, Findings& found) {
  const auto workspace = workspaceOf(examined.root);
  std::error_code error;
  if (!std::filesystem::is_directory(workspace / ".metadata", error))
    return;
  if (const auto isFree = WorkspaceLock::check(workspace); !isFree)
    found.push_back({"workspace-open", Severity::Warning, workspace,
                     "Eclipse has the workspace open: import cannot write it",
                     "close Eclipse before the next stackdev import"});
  checkInterpreters(workspace, found);
}

} // namespace stackdev
