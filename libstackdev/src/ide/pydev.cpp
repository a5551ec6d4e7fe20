#include "ide/pydev.h"

#include <algorithm>
#include <map>
#include <set>

#include "ide/java_properties.h"
#include "ide/templates.h"
#include "support/xml.h"

namespace stackdev {
namespace {

constexpr const char* kPythonNature = "org.python.pydev.pythonNature";
constexpr const char* kDjangoNature = "org.python.pydev.django.djangoNature";
constexpr const char* kPythonBuilder = "org.python.pydev.PyDevBuilder";

constexpr const char* kInterpreter = "org.python.pydev.PYTHON_PROJECT_INTERPRETER";
constexpr const char* kVersion = "org.python.pydev.PYTHON_PROJECT_VERSION";
constexpr const char* kSourcePath = "org.python.pydev.PROJECT_SOURCE_PATH";
constexpr const char* kVariables = "org.python.pydev.PROJECT_VARIABLE_SUBSTITUTION";

using Values = std::vector<std::string>;

bool has(const Values& values, const std::string& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

/// A list in an XML file: its items in order, and how one is added and removed.
struct XmlList {
  pugi::xml_node parent;
  const char* item;  // name of an item's element
  const char* child; // name of the element in it that holds the text; "" if it is the item itself

  static std::string text(const XmlList& list, const pugi::xml_node& node) {
    return *list.child == '\0' ? node.child_value() : node.child_value(list.child);
  }
  Values values() const {
    Values found;
    for (const auto& node : parent.children(item))
      found.push_back(text(*this, node));
    return found;
  }
  void add(const std::string& value) {
    auto node = parent.append_child(item);
    auto holder = *child == '\0' ? node : node.append_child(child);
    holder.append_child(pugi::node_pcdata).set_value(value.c_str());
    if (*child != '\0') // a builder; Eclipse itself writes an empty <arguments>
      node.append_child("arguments").append_child(pugi::node_pcdata).set_value("\n\t\t\t");
  }
  void remove(const std::string& value) {
    for (auto node = parent.child(item); node; node = node.next_sibling(item))
      if (text(*this, node) == value) {
        parent.remove_child(node);
        return;
      }
  }
};

/// Adds what is wanted and was not generated before (else the user has removed it), removes what
/// was generated and is wanted no more. True if the list changes.
bool merge(XmlList list, const Values& wanted, const Values& generated) {
  bool changed = false;
  const auto current = list.values();
  for (const auto& value : generated)
    if (!has(wanted, value) && has(current, value)) {
      list.remove(value);
      changed = true;
    }
  for (const auto& value : wanted)
    if (!has(current, value) && !has(generated, value)) {
      list.add(value);
      changed = true;
    }
  return changed;
}

pugi::xml_node childOf(pugi::xml_node parent, const char* name) {
  const auto child = parent.child(name);
  return child ? child : parent.append_child(name);
}

/// The element <kind name="name">; made if it is missing and `make` says so.
pugi::xml_node named(pugi::xml_node parent, const char* kind, const char* name) {
  return parent.find_child_by_attribute(kind, "name", name);
}

pugi::xml_node madeNamed(pugi::xml_node parent, const char* kind, const char* name) {
  if (auto node = named(parent, kind, name))
    return node;
  auto node = parent.append_child(kind);
  node.append_attribute("name").set_value(name);
  return node;
}

Status parseIfThere(const std::optional<std::string>& text, const std::string& file,
                    pugi::xml_document& document) {
  return text ? parseXml(*text, file, document) : Status();
}

bool setProperty(pugi::xml_node root, const char* name, const std::string& wanted,
                 const pugi::xml_node& generatedRoot) {
  const auto node = named(root, "pydev_property", name);
  const std::string current = node.child_value();
  const std::string generated = named(generatedRoot, "pydev_property", name).child_value();
  const bool usersOwn = node && current != generated;
  if (current == wanted || usersOwn)
    return false;
  madeNamed(root, "pydev_property", name).text().set(wanted.c_str());
  return true;
}

/// <key>K</key><value>V</value> pairs.
std::map<std::string, std::string> variablesOf(const pugi::xml_node& node) {
  std::map<std::string, std::string> values;
  for (const auto& key : node.children("key"))
    values[key.child_value()] = key.next_sibling("value").child_value();
  return values;
}

bool setVariables(pugi::xml_node root, const std::map<std::string, std::string>& wanted,
                  const pugi::xml_node& generatedRoot) {
  constexpr const char* kKind = "pydev_variables_property";
  const auto current = variablesOf(named(root, kKind, kVariables));
  const auto generated = variablesOf(named(generatedRoot, kKind, kVariables));
  auto merged = current;
  for (const auto& [key, value] : generated)
    if (!wanted.contains(key) && current.contains(key) && current.at(key) == value)
      merged.erase(key);
  for (const auto& [key, value] : wanted) {
    const bool untouched =
        current.contains(key) && generated.contains(key) && current.at(key) == generated.at(key);
    if (untouched || (!current.contains(key) && !generated.contains(key)))
      merged[key] = value;
  }
  if (merged == current)
    return false;
  auto node = madeNamed(root, kKind, kVariables);
  node.remove_children();
  for (const auto& [key, value] : merged) {
    node.append_child("key").text().set(key.c_str());
    node.append_child("value").text().set(value.c_str());
  }
  return true;
}

std::map<std::string, std::string> djangoVariables(const Project& project) {
  if (!project.django)
    return {};
  return {{"DJANGO_MANAGE_LOCATION", project.django->manageFile},
          {"DJANGO_SETTINGS_MODULE", project.django->settingsModule}};
}

std::string described(const Project& project, const char* file) {
  return (project.location / file).string();
}

} // namespace

std::vector<std::string> pydevSourcePaths(const Project& project) {
  std::vector<std::string> paths;
  for (const auto& folder : project.sourceFolders)
    paths.push_back("/${PROJECT_DIR_NAME}" + (folder.empty() ? "" : "/" + folder));
  return paths;
}

Result<std::string> projectFile(const Project& project, const FileHistory& history,
                                DjangoNature django) {
  pugi::xml_document document;
  pugi::xml_document generated;
  if (auto loaded = history.current
                        ? parseXml(*history.current, described(project, ".project"), document)
                        : loadTemplate("pydev-templates/project.xml", document);
      !loaded)
    return loaded.error();
  // Without a current file there are no changes of the user's to tell from ours.
  if (history.current && history.generated)
    static_cast<void>(parseIfThere(history.generated, "", generated));
  auto root = document.child("projectDescription");
  if (!root)
    return Error{ErrorCode::InvalidArgument,
                 described(project, ".project") + ": has no <projectDescription>; move it away"};
  bool changed = false;
  if (std::string(root.child_value("name")).empty()) {
    childOf(root, "name").text().set(project.name.c_str());
    changed = true;
  }
  Values natures;
  Values builders;
  if (project.isPython) {
    natures = {kPythonNature};
    builders = {kPythonBuilder};
    if (project.django && django == DjangoNature::Yes)
      natures.insert(natures.begin(), kDjangoNature);
  }
  const auto was = generated.child("projectDescription");
  const auto update = [&](const char* list, const char* item, const char* child,
                          const Values& wanted) {
    const Values before = XmlList{was.child(list), item, child}.values();
    if (wanted.empty() && before.empty())
      return;
    changed |= merge({childOf(root, list), item, child}, wanted, before);
  };
  update("projects", "project", "", project.references);
  update("buildSpec", "buildCommand", "name", builders);
  update("natures", "nature", "", natures);
  return changed || !history.current ? xmlText(document, "\t", EmptyElements::AsPair)
                                     : *history.current;
}

Result<std::string> pydevProjectFile(const Project& project, const std::string& interpreter,
                                     const FileHistory& history) {
  pugi::xml_document document;
  pugi::xml_document generated;
  if (auto loaded = history.current
                        ? parseXml(*history.current, described(project, ".pydevproject"), document)
                        : loadTemplate("pydev-templates/pydevproject.xml", document);
      !loaded)
    return loaded.error();
  if (history.current && history.generated)
    static_cast<void>(parseIfThere(history.generated, "", generated));
  auto root = document.child("pydev_project");
  if (!root)
    return Error{ErrorCode::InvalidArgument,
                 described(project, ".pydevproject") + ": has no <pydev_project>; move it away"};
  // In the template these stand as PyDev's defaults; there they count as generated.
  const auto was = history.current ? generated.child("pydev_project") : root;
  bool changed = setProperty(root, kInterpreter, interpreter, was);
  changed |= setProperty(root, kVersion, std::string(kPydevGrammar), was);
  const auto sources = [](const pugi::xml_node& node) {
    return XmlList{named(node, "pydev_pathproperty", kSourcePath), "path", ""};
  };
  const bool usersOwnPaths =
      history.current && !history.generated && !sources(root).values().empty();
  if (!usersOwnPaths)
    changed |= merge({madeNamed(root, "pydev_pathproperty", kSourcePath), "path", ""},
                     pydevSourcePaths(project), sources(was).values());
  changed |= setVariables(root, djangoVariables(project), was);
  return changed || !history.current ? xmlText(document, "    ", EmptyElements::AsPair)
                                     : *history.current;
}

std::string encodingPreferences(const std::optional<std::string>& current) {
  const auto key = "encoding/<project>";
  auto text = current.value_or("");
  if (properties(text).contains(key))
    return text;
  return withProperties(text, {{key, "UTF-8"}});
}

} // namespace stackdev
