#include "ide/vscode.h"

#include <algorithm>
#include <array>

#include "ide/json_merge.h"
#include "ide/vscode_launch.h"
#include "support/json_text.h"

namespace stackdev {
namespace {

namespace json = boost::json;

/// The lists of a .code-workspace in which the user may have entries of his own.
constexpr std::array<JsonList, 6> kLists = {{{"folders", "path"},
                                             {"settings/python.analysis.extraPaths", ""},
                                             {"launch/configurations", "name"},
                                             {"launch/compounds", "name"},
                                             {"tasks/tasks", "label"},
                                             {"extensions/recommendations", ""}}};

std::string pathOf(const Project& project) {
  return project.folder.empty() ? "." : project.folder;
}

json::array folders(const IdeInput& input) {
  json::array folders;
  for (const auto& project : input.projects)
    folders.push_back(json::object{{"name", project.name}, {"path", pathOf(project)}});
  return folders;
}

json::object settings(const IdeInput& input, const VscodeFolders& folders) {
  json::array paths;
  for (const auto& project : input.projects)
    if (project.isPython)
      for (const auto& folder : project.sourceFolders) {
        LaunchText text{{{true, project.name}}};
        if (!folder.empty())
          text.parts.push_back({false, "/" + folder});
        paths.emplace_back(vscodeText(text, input, folders));
      }
  json::object settings;
  if (!input.interpreters.empty())
    settings["python.defaultInterpreterPath"] = input.interpreters.front().executable.string();
  settings["python.analysis.extraPaths"] = std::move(paths);
  return settings;
}

json::object workspace(const IdeInput& input, const VscodeFolders& names,
                       const VscodeLaunches& launches) {
  return {{"folders", folders(input)},
          {"settings", settings(input, names)},
          {"launch",
           {{"version", "0.2.0"},
            {"configurations", launches.configurations},
            {"compounds", launches.compounds}}},
          {"tasks", {{"version", "2.0.0"}, {"tasks", launches.tasks}}},
          {"extensions", {{"recommendations", {"ms-python.python", "ms-python.debugpy"}}}}};
}

/// VS Code replaces ${command:...} by what that command answers: none from a clone's file names.
bool hasForeignVariable(const json::value& value) {
  if (const auto* array = value.if_array())
    return std::any_of(array->begin(), array->end(), hasForeignVariable);
  if (const auto* object = value.if_object())
    return std::any_of(object->begin(), object->end(),
                       [](const auto& member) { return hasForeignVariable(member.value()); });
  if (!value.is_string())
    return false;
  const std::string_view text = value.get_string();
  for (auto at = text.find("${"); at != std::string_view::npos; at = text.find("${", at + 2))
    if (!text.substr(at).starts_with("${workspaceFolder:"))
      return true;
  return false;
}

/// Without the items that VS Code would understand in another way than they are meant.
json::array withoutForeign(const json::array& items, const char* key,
                           std::vector<std::string>& warnings) {
  json::array fine;
  for (const auto& item : items)
    if (!hasForeignVariable(item))
      fine.push_back(item);
    else
      warnings.push_back(
          std::string(item.is_object() ? item.as_object().at(key).as_string() : item.as_string()) +
          ": left out for VS Code, which takes the ${ in it for a variable");
  return fine;
}

bool isBlank(const std::string& text) {
  return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

std::string newText(const json::value& wanted) {
  return jsonText(wanted, JsonLayout{}) + "\n";
}

Result<MergedJson> mergedInto(const std::optional<std::string>& current, const JsonMerge& merge) {
  if (!current || isBlank(*current))
    return MergedJson{newText(merge.wanted), {}};
  return mergedJson(*current, merge);
}

/// What the folders will be called once they are merged into the file: the user may have named
/// them, or taken some out. Without a name a folder is called as on the disk.
Result<VscodeFolders> folderNames(const IdeInput& input, const std::optional<std::string>& current,
                                  JsonMerge merge) {
  merge.wanted = json::object{{"folders", folders(input)}};
  const auto merged = mergedInto(current, merge);
  if (!merged)
    return merged.error();
  const auto parsed = parsedJsonText(merged->text, merge.file);
  if (!parsed)
    return parsed.error();
  VscodeFolders names;
  const auto* list = parsed->member("folders");
  if (list == nullptr)
    return names;
  for (const auto& project : input.projects)
    for (const auto& folder : list->children) {
      const auto* path = folder.member("path");
      const auto* name = folder.member("name");
      if (path != nullptr && path->scalar == json::value(pathOf(project)))
        names.emplace(project.name, name != nullptr && name->scalar.is_string()
                                        ? std::string(name->scalar.get_string())
                                        : project.location.filename().string());
    }
  return names;
}

json::value generatedValue(const std::optional<std::string>& text) {
  boost::system::error_code error;
  auto value = text ? json::parse(*text, error) : json::value();
  return error ? json::value() : value;
}

void describe(const VscodeLaunches& launches, const std::filesystem::path& file, IdeFiles& files) {
  for (const auto& [list, type] :
       {std::pair(&launches.configurations, "debugpy"), {&launches.compounds, "compound"}})
    for (const auto& one : *list) {
      const std::string name(one.as_object().at("name").as_string());
      files.launchConfigurations.push_back(
          {Ide::VsCode, name, type, launches.projects.at(name), file});
    }
}

} // namespace

std::filesystem::path vscodeWorkspace(const Root& root) {
  auto name = stackName(root);
  std::replace(name.begin(), name.end(), '/', '_');
  return root.folder / (name + ".code-workspace");
}

Result<IdeFiles> vscodeFiles(const IdeInput& input) {
  const auto file = vscodeWorkspace(input.root);
  IdeFiles files;
  auto history = historyOf(file, input.generated);
  if (!history)
    return history.error();
  const bool partial = !input.request.names.empty();
  JsonMerge merge{file.string(), kLists, generatedValue(history->generated), json::object(),
                  partial ? JsonMerge::Unwanted::Keep : JsonMerge::Unwanted::Remove};
  const auto names = folderNames(input, history->current, merge);
  if (!names)
    return names.error();
  auto launches = vscodeLaunches(input, *names);
  for (auto* list : {&launches.configurations, &launches.compounds})
    *list = withoutForeign(*list, "name", files.warnings);
  launches.tasks = withoutForeign(launches.tasks, "label", files.warnings);
  auto wanted = workspace(input, *names, launches);
  auto& paths = wanted.at("settings").as_object().at("python.analysis.extraPaths").as_array();
  paths = withoutForeign(paths, "", files.warnings);
  describe(launches, file, files);
  files.hidden.push_back(file);
  merge.wanted = std::move(wanted);
  auto after = mergedInto(history->current, merge);
  if (!after)
    return after.error();
  auto fresh = newText(merge.wanted);
  if (partial && history->generated) // of the other projects it holds what it held
    if (auto record = mergedJson(*history->generated, merge))
      fresh = std::move(record->text);
  for (const auto& name : after->kept)
    files.warnings.push_back(file.string() + ": " + name +
                             " is changed by you, so it stays, though nothing is made of it now");
  files.merged.push_back(
      {file, std::move(history->current), std::move(after->text), std::move(fresh), ""});
  return files;
}

} // namespace stackdev
