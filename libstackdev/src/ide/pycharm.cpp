#include "ide/pycharm.h"

#include <algorithm>

#include <pugixml.hpp>

#include "ide/pycharm_run.h"
#include "support/xml.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;
using Attributes = std::vector<std::pair<std::string, std::string>>;

/// An entry of one of PyCharm's lists; the first attribute says what it is about.
struct Entry {
  std::string element;
  Attributes attributes;
};

/// A file of PyCharm's: a list of entries in it is ours to merge into.
struct ListFile {
  Path path;
  const char* root;      // "project" or "module", version 4
  const char* type;      // of a module; nullptr for none
  const char* component; // its name
  const char* container; // element below the component, with our entries; nullptr: the component
  std::string url;       // attribute that the container has; "" for none
  std::vector<Entry> entries;
  std::vector<Entry> outside; // in the component itself, beside the container
};

bool matches(const pugi::xml_node& node, const Entry& entry) {
  return std::all_of(entry.attributes.begin(), entry.attributes.end(), [&](const auto& attribute) {
    return node.attribute(attribute.first.c_str()).value() == attribute.second;
  });
}

pugi::xml_node findEntry(const pugi::xml_node& parent, const Entry& entry) {
  for (const auto& node : parent.children(entry.element.c_str()))
    if (matches(node, entry))
      return node;
  return {};
}

/// Whether there is an entry of the same thing, however the user has made it: another version
/// control for a folder, a source root of tests, an SDK of the module's own.
bool isDecided(const pugi::xml_node& parent, const Entry& entry) {
  const auto& [name, value] = entry.attributes.front();
  for (const auto& node : parent.children(entry.element.c_str())) {
    const std::string_view other = node.attribute(name.c_str()).value();
    const bool isOrder = entry.element == "orderEntry"; // of these many have the same type
    if (isOrder ? matches(node, entry) || (value == "inheritedJdk" && other == "jdk")
                : other == value)
      return true;
  }
  return false;
}

void append(pugi::xml_node parent, const Entry& entry) {
  auto node = parent.append_child(entry.element.c_str());
  for (const auto& [name, value] : entry.attributes)
    node.append_attribute(name.c_str()).set_value(value.c_str());
}

pugi::xml_node componentOf(const pugi::xml_document& document, const ListFile& file) {
  return document.child(file.root).find_child_by_attribute("component", "name", file.component);
}

pugi::xml_node containerOf(const pugi::xml_node& component, const ListFile& file) {
  if (file.container == nullptr)
    return component;
  return file.url.empty()
             ? component.child(file.container)
             : component.find_child_by_attribute(file.container, "url", file.url.c_str());
}

enum class Unwanted { Remove, Keep };

/// Adds what is wanted and was not generated before (else the user has removed it), removes what
/// was generated and is wanted no more. `container` is no entry: it is merged by itself.
bool mergeEntries(pugi::xml_node current, const pugi::xml_node& generated,
                  const std::vector<Entry>& wanted, const std::string& container,
                  Unwanted unwanted) {
  bool changed = false;
  for (const auto& entry : wanted)
    if (!isDecided(current, entry) && !findEntry(generated, entry)) {
      append(current, entry);
      changed = true;
    }
  if (unwanted == Unwanted::Keep)
    return changed;
  for (const auto& old : generated.children()) {
    Entry entry{old.name(), {}};
    for (const auto& attribute : old.attributes())
      entry.attributes.emplace_back(attribute.name(), attribute.value());
    const bool isWanted = std::any_of(wanted.begin(), wanted.end(), [&](const auto& one) {
      return one.element == entry.element && matches(old, one);
    });
    const auto node = findEntry(current, entry);
    if (isWanted || !node || entry.element == container)
      continue;
    current.remove_child(node);
    changed = true;
  }
  return changed;
}

std::string freshText(const ListFile& file) {
  pugi::xml_document document;
  auto declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version").set_value("1.0");
  declaration.append_attribute("encoding").set_value("UTF-8");
  auto root = document.append_child(file.root);
  if (file.type != nullptr)
    root.append_attribute("type").set_value(file.type);
  root.append_attribute("version").set_value("4");
  auto component = root.append_child("component");
  component.append_attribute("name").set_value(file.component);
  auto container = component;
  if (file.container != nullptr)
    container = component.append_child(file.container);
  if (!file.url.empty())
    container.append_attribute("url").set_value(file.url.c_str());
  for (const auto& entry : file.entries)
    append(container, entry);
  for (const auto& entry : file.outside)
    append(component, entry);
  return xmlText(document, "  ", EmptyElements::AsOneTag);
}

Result<std::string> mergedText(const ListFile& file, const std::string& current,
                               const std::optional<std::string>& generated, Unwanted unwanted) {
  pugi::xml_document document;
  pugi::xml_document base;
  if (auto parsed = parseXml(current, file.path.string(), document); !parsed)
    return parsed.error();
  if (generated)
    static_cast<void>(parseXml(*generated, "", base));
  auto root = document.child(file.root);
  if (!root)
    return Error{ErrorCode::InvalidArgument,
                 file.path.string() + ": has no <" + file.root + ">; move it away"};
  auto component = componentOf(document, file);
  const auto baseComponent = componentOf(base, file);
  if (!component) {
    component = root.append_child("component");
    component.append_attribute("name").set_value(file.component);
  }
  auto container = containerOf(component, file);
  const auto baseContainer = containerOf(baseComponent, file);
  bool changed = false;
  if (!container && !baseContainer) {
    container = component.append_child(file.container);
    if (!file.url.empty())
      container.append_attribute("url").set_value(file.url.c_str());
    changed = true;
  }
  if (container)
    changed |= mergeEntries(container, baseContainer, file.entries, "", unwanted);
  if (file.container != nullptr)
    changed |= mergeEntries(component, baseComponent, file.outside, file.container, unwanted);
  return changed ? xmlText(document, "  ", EmptyElements::AsOneTag) : current;
}

class PyCharm {
public:
  explicit PyCharm(const IdeInput& input) : input_(input) {}

  Result<IdeFiles> files() {
    std::vector<ListFile> lists = {modules(), mappings()};
    const auto isRoot = [](const auto& project) { return project.folder.empty(); };
    if (std::none_of(input_.projects.begin(), input_.projects.end(), isRoot))
      lists.push_back(rootModule());
    for (const auto& project : input_.projects)
      lists.push_back(module(project));
    for (const auto& list : lists)
      if (auto added = add(list); !added)
        return added.error();
    addRuns();
    for (const char* name : {".idea/", ".run/"})
      files_.hidden.push_back(input_.root.folder / name);
    return std::move(files_);
  }

private:
  Path idea() const { return input_.root.folder / ".idea"; }

  Status add(const ListFile& list) {
    auto history = historyOf(list.path, input_.generated);
    if (!history)
      return history.error();
    // A module's file is its project's alone; the lists of all keep what is not asked about.
    const bool partial = !input_.request.names.empty() && list.type == nullptr;
    const auto unwanted = partial ? Unwanted::Keep : Unwanted::Remove;
    auto fresh = freshText(list);
    auto after = fresh;
    if (history->current) {
      auto merged = mergedText(list, *history->current, history->generated, unwanted);
      if (!merged)
        return merged.error();
      after = std::move(*merged);
    }
    if (partial && history->generated)
      if (auto record = mergedText(list, *history->generated, history->generated, unwanted))
        fresh = std::move(*record);
    files_.merged.push_back({list.path, std::move(history->current), std::move(after),
                             std::move(fresh), projects_[list.path]});
    return {};
  }

  /// As PyCharm itself calls the module of a folder that it opens.
  std::string rootModuleName() const {
    const auto name = input_.root.folder.filename().string();
    const bool taken = std::any_of(input_.everything.begin(), input_.everything.end(),
                                   [&](const auto& project) { return project.name == name; });
    return taken ? name + " (root)" : name;
  }

  ListFile modules() const {
    ListFile list{
        idea() / "modules.xml", "project", nullptr, "ProjectModuleManager", "modules", "", {}, {}};
    std::vector<std::string> names;
    for (const auto& project : input_.projects)
      names.push_back(project.name);
    if (std::none_of(input_.projects.begin(), input_.projects.end(),
                     [](const auto& project) { return project.folder.empty(); }))
      names.push_back(rootModuleName());
    std::sort(names.begin(), names.end());
    for (const auto& name : names) {
      const auto file = "$PROJECT_DIR$/.idea/" + name + ".iml";
      list.entries.push_back({"module", {{"fileurl", "file://" + file}, {"filepath", file}}});
    }
    return list;
  }

  ListFile mappings() const {
    ListFile list{
        idea() / "vcs.xml", "project", nullptr, "VcsDirectoryMappings", nullptr, "", {}, {}};
    for (const auto& project : input_.projects)
      if (project.gitFolder)
        list.entries.push_back(
            {"mapping",
             {{"directory",
               project.folder.empty() ? "$PROJECT_DIR$" : "$PROJECT_DIR$/" + project.folder},
              {"vcs", "Git"}}});
    return list;
  }

  static std::vector<Entry> orderEntries(const std::vector<std::string>& modules) {
    std::vector<Entry> entries = {
        {"orderEntry", {{"type", "inheritedJdk"}}},
        {"orderEntry", {{"type", "sourceFolder"}, {"forTests", "false"}}}};
    for (const auto& name : modules)
      entries.push_back({"orderEntry", {{"type", "module"}, {"module-name", name}}});
    return entries;
  }

  /// In a file below .idea, MODULE_DIR is the folder that holds .idea.
  ListFile module(const Project& project) {
    const auto url = "file://$MODULE_DIR$" + (project.folder.empty() ? "" : "/" + project.folder);
    ListFile list{idea() / (project.name + ".iml"),
                  "module",
                  "PYTHON_MODULE",
                  "NewModuleRootManager",
                  "content",
                  url,
                  {},
                  orderEntries(project.references)};
    for (const auto& folder : project.sourceFolders)
      list.entries.push_back(
          {"sourceFolder",
           {{"url", url + (folder.empty() ? "" : "/" + folder)}, {"isTestSource", "false"}}});
    projects_[list.path] = project.name;
    return list;
  }

  /// The root itself: run configurations are read from content only, and .run lies here.
  ListFile rootModule() const {
    const std::string url = "file://$MODULE_DIR$";
    ListFile list{idea() / (rootModuleName() + ".iml"),
                  "module",
                  "PYTHON_MODULE",
                  "NewModuleRootManager",
                  "content",
                  url,
                  {},
                  orderEntries({})};
    if (isBelow(input_.workspace, input_.root.folder))
      list.entries.push_back(
          {"excludeFolder",
           {{"url",
             url + "/" + input_.workspace.lexically_relative(input_.root.folder).string()}}});
    return list;
  }

  void addRuns() {
    for (const auto& launch : input_.launches)
      addRun(launch.name, std::string(pycharmType(launch.kind)), launch.project,
             pycharmRunFile(launch, input_));
    if (std::any_of(input_.launches.begin(), input_.launches.end(),
                    [](const auto& launch) { return launch.debugsWorkers; }))
      addRun(std::string(kPycharmServerName), std::string(kPycharmServerType), "",
             pycharmServerFile());
  }

  void addRun(const std::string& name, const std::string& type, const std::string& project,
              std::string text) {
    const auto file = input_.root.folder / ".run" / (name + ".run.xml");
    files_.owned.push_back({file, std::move(text), project});
    files_.launchConfigurations.push_back({Ide::PyCharm, name, type, project, file});
  }

  const IdeInput& input_;
  IdeFiles files_;
  std::map<Path, std::string> projects_; // that a module's file is made for
};

} // namespace

Result<IdeFiles> pycharmFiles(const IdeInput& input) {
  return PyCharm(input).files();
}

} // namespace stackdev
