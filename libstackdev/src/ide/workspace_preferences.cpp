#include "ide/workspace_preferences.h"

#include <algorithm>
#include <set>
#include <sstream>

#include <pugixml.hpp>

#include <stackdev/launch_configuration.h>

#include "ide/java_properties.h"
#include "ide/templates.h"
#include "support/git.h"
#include "support/xml.h"

namespace stackdev {
namespace {

constexpr const char* kInterpreters = "INTERPRETER_PATH_NEW";
constexpr std::string_view kSeparator = "&&&&&"; // ends each interpreter

std::string valueOf(const std::optional<std::string>& file, const char* key) {
  const auto values = properties(file.value_or(""));
  const auto found = values.find(key);
  return found == values.end() ? std::string() : found->second;
}

/// The user's own choice, else PyDev's default.
std::string debugServerPort(const std::optional<std::string>& file) {
  auto port = valueOf(file, "PYDEV_REMOTE_DEBUGGER_PORT");
  const bool isPort = !port.empty() && port.size() <= 5 &&
                      port.find_first_not_of("0123456789") == std::string::npos;
  return isPort ? port : std::string(kDebugServer.substr(kDebugServer.find(':') + 1));
}

Result<std::string> interpreterXml(const Interpreter& interpreter) {
  pugi::xml_document document;
  if (auto loaded = loadTemplate("pydev-templates/interpreter.xml", document); !loaded)
    return loaded.error();
  auto root = document.child("xml");
  root.child("name").text().set(interpreter.name.c_str());
  root.child("version").text().set(interpreter.version.c_str());
  root.child("executable").text().set(interpreter.executable.c_str());
  for (const auto& folder : interpreter.path)
    root.append_child("lib").text().set(folder.c_str());
  for (const auto& module : interpreter.builtins)
    root.append_child("forced_lib").text().set(module.c_str());
  std::ostringstream out;
  document.save(out, "", pugi::format_default | pugi::format_no_declaration, pugi::encoding_utf8);
  return out.str() + std::string(kSeparator);
}

/// The executables of the interpreters in the preference, in order.
std::vector<std::string> executables(const std::string& preference) {
  std::vector<std::string> found;
  std::string_view rest = preference;
  while (!rest.empty()) {
    const auto end = rest.find(kSeparator);
    pugi::xml_document document;
    const auto text = rest.substr(0, end);
    if (document.load_buffer(text.data(), text.size(), pugi::parse_default, pugi::encoding_utf8))
      found.emplace_back(document.child("xml").child_value("executable"));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + kSeparator.size());
  }
  return found;
}

/// The document of an XML preference, or a new one with this root.
Status loadOrMake(const std::optional<std::string>& current, const char* root,
                  const std::string& file, pugi::xml_document& document) {
  if (current)
    if (auto parsed = parseXml(*current, file, document); !parsed)
      return parsed;
  if (document.child(root))
    return {};
  document.reset();
  auto declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version").set_value("1.0");
  declaration.append_attribute("encoding").set_value("UTF-8");
  document.append_child(root);
  return {};
}

pugi::xml_node workingSetItem(pugi::xml_node set, const std::string& path) {
  return set.find_child([&](const pugi::xml_node& item) {
    return std::string_view(item.attribute("path").value()) == path;
  });
}

std::vector<std::string> splitPaths(const std::string& list) {
  std::vector<std::string> paths;
  std::istringstream in(list);
  for (std::string path; std::getline(in, path, ':');)
    if (!path.empty())
      paths.push_back(path);
  return paths;
}

} // namespace

Result<PydevPreferences> pydevPreferences(const std::optional<std::string>& current,
                                          const std::vector<Interpreter>& interpreters,
                                          DebugServer debugServer) {
  auto preference = valueOf(current, kInterpreters);
  auto known = executables(preference);
  std::vector<std::pair<std::string, std::string>> values;
  for (const auto& interpreter : interpreters) {
    if (std::find(known.begin(), known.end(), interpreter.executable.string()) != known.end())
      continue; // what the user, or PyDev, has made of it stays
    const auto xml = interpreterXml(interpreter);
    if (!xml)
      return xml.error();
    preference += *xml;
    known.push_back(interpreter.executable.string());
  }
  if (!known.empty())
    values.emplace_back(kInterpreters, preference);
  if (!current && !known.empty()) { // else PyDev asks at the first start, though all is set
    values.emplace_back("CHECK_PREFERRED_PYDEV_SETTINGS", "false");
    values.emplace_back("INTERPRETERS_CHECKED_ONCE", "true");
  }
  if (debugServer == DebugServer::AlwaysOn)
    values.emplace_back("DEBUG_SERVER_STARTUP", "2");
  const bool isDefault = !interpreters.empty() && !known.empty() &&
                         known.front() == interpreters.front().executable.string();
  return PydevPreferences{values.empty() ? current.value_or("")
                                         : withProperties(current.value_or(""), values),
                          isDefault, debugServerPort(current)};
}

Result<std::string> workingSets(const std::optional<std::string>& current, const std::string& name,
                                const std::vector<Project>& projects,
                                const std::vector<std::string>& gone) {
  pugi::xml_document document;
  if (auto loaded = loadOrMake(current, "workingSetManager", "workingsets.xml", document); !loaded)
    return loaded.error();
  auto root = document.child("workingSetManager");
  auto set = root.find_child_by_attribute("workingSet", "name", name.c_str());
  bool changed = false;
  if (!set) {
    set = root.append_child("workingSet");
    set.append_attribute("editPageId").set_value("org.eclipse.ui.resourceWorkingSetPage");
    set.append_attribute("factoryID").set_value("org.eclipse.ui.internal.WorkingSetFactory");
    // Eclipse makes ids of a time and a counter; the same set shall have the same id every time.
    const auto id = std::stoull(blobHash(name).substr(0, 10), nullptr, 16);
    set.append_attribute("id").set_value((std::to_string(id) + "_0").c_str());
    set.append_attribute("label").set_value(name.c_str());
    set.append_attribute("name").set_value(name.c_str());
    changed = true;
  }
  for (const auto& project : projects) {
    const auto path = "/" + project.name;
    if (workingSetItem(set, path))
      continue;
    auto item = set.append_child("item");
    item.append_attribute("factoryID").set_value("org.eclipse.ui.internal.model.ResourceFactory");
    item.append_attribute("path").set_value(path.c_str());
    item.append_attribute("type").set_value("4"); // IResource.PROJECT
    changed = true;
  }
  for (const auto& project : gone)
    if (set.remove_child(workingSetItem(set, "/" + project)))
      changed = true;
  return changed ? xmlText(document, "    ", EmptyElements::AsOneTag) : *current;
}

Result<std::string> launchHistory(const std::optional<std::string>& current) {
  pugi::xml_document document;
  if (auto loaded =
          loadOrMake(current, "launchHistory", "launchConfigurationHistory.xml", document);
      !loaded)
    return loaded.error();
  auto root = document.child("launchHistory");
  bool changed = !current;
  for (const char* id :
       {"org.eclipse.debug.ui.launchGroup.debug", "org.eclipse.debug.ui.launchGroup.run"}) {
    auto group = root.find_child_by_attribute("launchGroup", "id", id);
    if (!group) {
      group = root.append_child("launchGroup");
      group.append_attribute("id").set_value(id);
      group.append_child("mruHistory");
      changed = true;
    }
    if (!group.child("favorites")) {
      group.append_child("favorites");
      changed = true;
    }
  }
  return changed ? xmlText(document, "    ", EmptyElements::AsOneTag) : *current;
}

std::string egitPreferences(const std::optional<std::string>& current,
                            const std::filesystem::path& workspace,
                            const std::vector<std::filesystem::path>& gitFolders,
                            const std::vector<std::filesystem::path>& gone) {
  constexpr const char* kKey = "GitRepositoriesView.GitDirectories.relative";
  const auto listed = [&](const std::filesystem::path& folder) {
    const auto inside = folder.lexically_relative(workspace);
    const bool isInside = !inside.empty() && *inside.begin() != "..";
    return isInside ? inside.string() : folder.string();
  };
  auto paths = splitPaths(valueOf(current, kKey));
  for (const auto& folder : gone)
    std::erase(paths, listed(folder));
  for (const auto& folder : gitFolders) {
    const auto path = listed(folder);
    if (path.find(':') == std::string::npos &&
        std::find(paths.begin(), paths.end(), path) == paths.end())
      paths.push_back(path);
  }
  std::string list;
  for (const auto& path : paths)
    list += path + ":";
  if (list == valueOf(current, kKey))
    return current.value_or("");
  return withProperties(current.value_or(""), {{kKey, list}});
}

} // namespace stackdev
