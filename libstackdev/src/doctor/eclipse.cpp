// The Eclipse workspace of the root, if there is one: whether it is open, whether its interpreters
// are there.
#include <pugixml.hpp>

#include "doctor/examination.h"
#include "ide/java_properties.h"
#include "ide/workspace_lock.h"
#include "support/file.h"
#include "support/xml.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

constexpr std::string_view kPydevPreferences =
    ".metadata/.plugins/org.eclipse.core.runtime/.settings/org.python.pydev.prefs";

/// The text of the first element of this name; as it stands where it is no XML.
std::string elementOf(std::string_view info, const std::string& name) {
  const auto at = info.find("<" + name + ">");
  if (at == std::string_view::npos)
    return {};
  const auto begin = at + name.size() + 2;
  const auto text = std::string(info.substr(begin, info.find('<', begin) - begin));
  pugi::xml_document document;
  return parseXml("<a>" + text + "</a>", name, document) ? document.child_value("a") : text;
}

} // namespace

Path workspaceOf(const Root& root) {
  const auto named = root.manifest ? root.manifest->workspace : Path();
  return (root.folder / (named.empty() ? Path("workspace") : named)).lexically_normal();
}

Path pydevPreferences(const Path& workspace) {
  return workspace / kPydevPreferences;
}

std::vector<PydevInterpreter> pydevInterpreters(const Path& workspace) {
  std::vector<PydevInterpreter> found;
  const auto text = readFile(pydevPreferences(workspace));
  if (!text)
    return found;
  constexpr std::string_view kInfo = "<xml>";
  for (const auto& [key, value] : properties(*text))
    for (auto at = value.find(kInfo); at != std::string::npos; at = value.find(kInfo, at + 1)) {
      const std::string_view info =
          std::string_view(value).substr(at, value.find(kInfo, at + 1) - at);
      found.push_back({elementOf(info, "executable"), elementOf(info, "version")});
    }
  return found;
}

void checkEclipse(const Examination& examined, Findings& found) {
  const auto workspace = workspaceOf(examined.root);
  std::error_code error;
  if (!std::filesystem::is_directory(workspace / ".metadata", error))
    return;
  if (const auto isFree = WorkspaceLock::check(workspace); !isFree)
    found.push_back({"workspace-open", Severity::Warning, workspace,
                     "Eclipse has the workspace open: import cannot write it",
                     "close Eclipse before the next stackdev import"});
  for (const auto& [executable, version] : pydevInterpreters(workspace))
    if (!std::filesystem::exists(executable, error))
      found.push_back({"interpreter-gone", Severity::Error, pydevPreferences(workspace),
                       "PyDev is configured with the interpreter " + executable.string() +
                           ", which is not there",
                       "stackdev import --interpreter PYTHON, or Preferences > PyDev > "
                       "Interpreters"});
}

} // namespace stackdev
