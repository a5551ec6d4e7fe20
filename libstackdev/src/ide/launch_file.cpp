#include "ide/launch_file.h"

#include <stackdev/launch_file.h>

#include <stackdev/stack.h>

#include "ide/quoted_argument.h"
#include "ide/templates.h"
#include "launch/entry_script.h"
#include "support/xml.h"

namespace stackdev {
namespace {

constexpr const char* kLocation = "org.eclipse.ui.externaltools.ATTR_LOCATION";
constexpr const char* kArguments = "org.eclipse.ui.externaltools.ATTR_TOOL_ARGUMENTS";
constexpr const char* kWorkingDirectory = "org.eclipse.ui.externaltools.ATTR_WORKING_DIRECTORY";
constexpr const char* kOtherDirectory = "org.eclipse.ui.externaltools.ATTR_OTHER_WORKING_DIRECTORY";
constexpr const char* kProject = "org.python.pydev.debug.ATTR_PROJECT";
constexpr const char* kGroup = "org.eclipse.debug.core.launchGroup";

// PyUnitPrefsPage2's numbers for test runners.
constexpr int kNose = 1;
constexpr int kPytest = 2;

class LaunchDocument {
public:
  explicit LaunchDocument(const pugi::xml_document& from) { document_.reset(from); }

  void set(const char* key, const std::string& value) {
    auto node = root().find_child_by_attribute("key", key);
    node.attribute("value").set_value(value.c_str());
  }
  void addString(const std::string& key, const std::string& value) {
    add("stringAttribute", key).append_attribute("value").set_value(value.c_str());
  }
  void addBoolean(const std::string& key, bool value) {
    add("booleanAttribute", key).append_attribute("value").set_value(value);
  }
  void addInteger(const std::string& key, int value) {
    add("intAttribute", key).append_attribute("value").set_value(value);
  }
  void addList(const std::string& key, const std::vector<std::string>& values) {
    auto list = add("listAttribute", key);
    for (const auto& value : values)
      list.append_child("listEntry").append_attribute("value").set_value(value.c_str());
  }
  void addMap(const std::string& key, const std::vector<std::pair<std::string, std::string>>& map) {
    auto node = add("mapAttribute", key);
    for (const auto& [name, value] : map) {
      auto entry = node.append_child("mapEntry");
      entry.append_attribute("key").set_value(name.c_str());
      entry.append_attribute("value").set_value(value.c_str());
    }
  }
  std::string text() const { return xmlText(document_, "    ", EmptyElements::AsOneTag); }

private:
  pugi::xml_node root() { return document_.child("launchConfiguration"); }
  pugi::xml_node add(const char* kind, const std::string& key) {
    auto node = root().append_child(kind);
    node.append_attribute("key").set_value(key.c_str());
    return node;
  }
  pugi::xml_document document_;
};

/// `${workspace_loc:NAME}/x`: unlike `${workspace_loc:NAME/x}` it may name what is not there yet.
std::string eclipseText(const LaunchText& text) {
  std::string result;
  for (const auto& part : text.parts)
    result += part.isProject ? "${workspace_loc:" + part.text + "}" : part.text;
  return result;
}

/// PyDev splits after Eclipse has put the values in: at blanks outside double quotes.
std::string quoted(const LaunchText& argument, const std::vector<Project>& projects) {
  return quotedArgument(eclipseText(argument), plainText(argument, projects));
}

void addFavorite(LaunchDocument& document) {
  document.addList("org.eclipse.debug.ui.favoriteGroups", {"org.eclipse.debug.ui.launchGroup.debug",
                                                           "org.eclipse.debug.ui.launchGroup.run"});
}

void addTestRunner(LaunchDocument& document, TestSuite::Runner runner) {
  if (runner == TestSuite::Runner::Unittest)
    return;
  document.addBoolean("LAUNCH_CONFIG_OVERRIDE_PYUNIT_RUN_PARAMS_CHOICE", true);
  document.addInteger("LAUNCH_CONFIG_OVERRIDE_TEST_RUNNER",
                      runner == TestSuite::Runner::Nose ? kNose : kPytest);
}

} // namespace

std::string_view launchType(LaunchConfiguration::Kind kind) {
  switch (kind) {
  case LaunchConfiguration::Kind::Program:
    return "org.python.pydev.debug.regularLaunchConfigurationType";
  case LaunchConfiguration::Kind::Tests:
    return "org.python.pydev.debug.unittestLaunchConfigurationType";
  case LaunchConfiguration::Kind::Group:
    return "org.eclipse.debug.core.groups.GroupLaunchConfigurationType";
  }
  return {};
}

Result<LaunchTemplates> LaunchTemplates::load() {
  LaunchTemplates templates;
  templates.runner_ = dataFolder() / "pydev-templates/bootstrap/stackdev_run.py";
  for (const auto& [name, document] : {std::pair("python_run.launch", &templates.program_),
                                       {"python_unittest.launch", &templates.tests_},
                                       {"launch_group.launch", &templates.group_}})
    if (auto loaded = loadTemplate(std::string("eclipse-launchers/") + name, *document); !loaded)
      return loaded.error();
  return templates;
}

std::string LaunchTemplates::groupFile(const LaunchConfiguration& launch) const {
  LaunchDocument document(group_);
  for (std::size_t i = 0; i < launch.members.size(); ++i) {
    const auto& member = launch.members[i];
    const auto key = std::string(kGroup) + "." + std::to_string(i) + ".";
    // Waiting for a line of output would miss what Python's logging writes: it goes to stderr.
    document.addString(key + "action", member.delay > 0 ? "DELAY" : "NONE");
    document.addString(key + "actionParam", member.delay > 0 ? std::to_string(member.delay) : "");
    document.addBoolean(key + "adoptIfRunning", false);
    document.addBoolean(key + "enabled", true);
    document.addString(key + "mode", "inherit");
    document.addString(key + "name", member.name);
  }
  addFavorite(document);
  return document.text();
}

std::string LaunchTemplates::launchFile(const LaunchConfiguration& launch,
                                        const std::vector<Project>& projects) const {
  if (launch.kind == LaunchConfiguration::Kind::Group)
    return groupFile(launch);
  const bool isTests = launch.kind == LaunchConfiguration::Kind::Tests;
  LaunchDocument document(isTests ? tests_ : program_);
  const auto file = isTests ? launch.testSuite.path : programFile(launch.program);
  const auto resource = launch.project + "/" + file;
  document.set(kLocation, "${workspace_loc:" + resource + "}");
  document.set(kProject, launch.project);
  const auto folder = eclipseText(launch.workingDirectory);
  document.set(kWorkingDirectory, folder);
  document.set(kOtherDirectory, folder);
  std::string arguments;
  for (const auto& argument : launch.arguments)
    arguments += (arguments.empty() ? "" : " ") + quoted(argument, projects);
  document.set(kArguments, arguments);
  if (!launch.environment.empty() || launch.debugsWorkers) {
    std::vector<std::pair<std::string, std::string>> environment;
    if (launch.debugsWorkers)
      environment.emplace_back("STACKDEV_DEBUG", debugServer);
    for (const auto& [name, value] : launch.environment)
      environment.emplace_back(name, eclipseText(value));
    document.addMap("org.eclipse.debug.core.environmentVariables", environment);
  }
  // As the last of the interpreter's arguments the runner gets the program, or in Debug PyDev's own
  // debugger. A PYTHONPATH in the environment would replace the one that PyDev computes.
  if (launch.debugsWorkers)
    document.addString("org.python.pydev.debug.vm.arguments",
                       quoted({{{false, runner_.string()}}}, projects));
  if (!file.starts_with(".stackdev/")) { // "Run As" on the file finds it by these
    document.addList("org.eclipse.debug.core.MAPPED_RESOURCE_PATHS", {"/" + resource});
    const bool isFolder = isTests && !file.ends_with(".py");
    document.addList("org.eclipse.debug.core.MAPPED_RESOURCE_TYPES", {isFolder ? "2" : "1"});
  }
  if (isTests)
    addTestRunner(document, launch.testSuite.runner);
  if (launch.isService)
    addFavorite(document);
  return document.text();
}

Result<std::vector<std::string>>
eclipseLaunchFiles(const std::vector<LaunchConfiguration>& launches,
                   const std::vector<Project>& projects) {
  const auto templates = LaunchTemplates::load();
  if (!templates)
    return templates.error();
  std::vector<std::string> files;
  for (const auto& launch : launches)
    files.push_back(templates->launchFile(launch, projects));
  return files;
}

} // namespace stackdev
