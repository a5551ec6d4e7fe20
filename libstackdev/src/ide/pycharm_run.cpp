#include "ide/pycharm_run.h"

#include <algorithm>

#include <boost/json.hpp>
#include <pugixml.hpp>

#include "launch/entry_script.h"
#include "support/xml.h"

namespace stackdev {
namespace {

const Project* projectNamed(const IdeInput& input, const std::string& name) {
  const auto found = std::find_if(input.everything.begin(), input.everything.end(),
                                  [&](const auto& project) { return project.name == name; });
  return found == input.everything.end() ? nullptr : &*found;
}

std::string locationOf(const Project& project) {
  return "$PROJECT_DIR$" + (project.folder.empty() ? "" : "/" + project.folder);
}

std::string textOf(const LaunchText& text, const IdeInput& input) {
  std::string result;
  for (const auto& part : text.parts) {
    const auto* project = part.isProject ? projectNamed(input, part.text) : nullptr;
    result += project == nullptr ? part.text : locationOf(*project);
  }
  return result;
}

/// One argument in a line of them, as IntelliJ's ParametersListUtil takes it apart: a backslash is
/// one unless a quote follows. `plain` is what its variables will make of `text`.
std::string quoted(const std::string& text, const std::string& plain) {
  std::string escaped;
  for (const char c : text)
    (c == '"' ? escaped += '\\' : escaped) += c;
  if (!text.empty() && plain.find_first_of(" \t\r\n\v\f") == std::string::npos)
    return escaped;
  const auto end = escaped.find_last_not_of('\\') + 1;
  return "\"" + escaped.substr(0, end) + "\"" + escaped.substr(end);
}

/// JSON, which PyCharm keeps in some options.
std::string jsonString(const std::string& text) {
  return boost::json::serialize(boost::json::string(text));
}

class RunDocument {
public:
  RunDocument(const std::string& name, std::string_view type, const char* factory) {
    auto component = document_.append_child("component");
    component.append_attribute("name").set_value("ProjectRunConfigurationManager");
    configuration_ = component.append_child("configuration");
    set("default", "false");
    set("name", name);
    set("type", std::string(type));
    if (factory != nullptr)
      set("factoryName", factory);
  }

  void set(const char* attribute, const std::string& value) {
    configuration_.append_attribute(attribute).set_value(value.c_str());
  }
  pugi::xml_node add(const char* element, const char* attribute, const std::string& value) {
    auto node = configuration_.append_child(element);
    node.append_attribute(attribute).set_value(value.c_str());
    return node;
  }
  void option(const char* name, const std::string& value) {
    add("option", "name", name).append_attribute("value").set_value(value.c_str());
  }
  pugi::xml_node section(const char* element) { return configuration_.append_child(element); }

  std::string text() {
    add("method", "v", "2");
    auto text = xmlText(document_, "  ", EmptyElements::AsOneTag);
    return text.substr(text.find('\n') + 1); // PyCharm writes these without a declaration
  }

private:
  pugi::xml_document document_;
  pugi::xml_node configuration_;
};

void addEnvironment(RunDocument& document, const LaunchConfiguration& launch,
                    const IdeInput& input) {
  auto variables = document.section("envs");
  const auto add = [&](const std::string& name, const std::string& value) {
    auto variable = variables.append_child("env");
    variable.append_attribute("name").set_value(name.c_str());
    variable.append_attribute("value").set_value(value.c_str());
  };
  add("PYTHONUNBUFFERED", "1");
  if (launch.debugsWorkers)
    add("STACKDEV_DEBUG", std::string(kDebugServer));
  for (const auto& [name, value] : launch.environment)
    add(name, textOf(value, input));
}

/// What programs and tests have in common. PYTHONPATH is the module's and that of its dependencies.
void addPython(RunDocument& document, const LaunchConfiguration& launch, const IdeInput& input) {
  const auto runner = (dataFolder() / "pydev-templates/bootstrap/stackdev_run.py").string();
  const bool hasInterpreter = !input.interpreters.empty();
  document.add("module", "name", launch.project);
  document.option("INTERPRETER_OPTIONS", launch.debugsWorkers ? quoted(runner, runner) : "");
  document.option("PARENT_ENVS", "true");
  addEnvironment(document, launch, input);
  document.option("SDK_HOME", hasInterpreter ? input.interpreters.front().executable.string() : "");
  document.option("WORKING_DIRECTORY", textOf(launch.workingDirectory, input));
  document.option("IS_MODULE_SDK", hasInterpreter ? "false" : "true");
  document.option("ADD_CONTENT_ROOTS", "true");
  document.option("ADD_SOURCE_ROOTS", "true");
}

std::string programRun(const LaunchConfiguration& launch, const IdeInput& input) {
  RunDocument document(launch.name, pycharmType(launch.kind), "Python");
  document.set("folderName", launch.isService ? "services" : launch.project);
  addPython(document, launch, input);
  document.option(
      "SCRIPT_NAME",
      textOf({{{true, launch.project}, {false, "/" + programFile(launch.program)}}}, input));
  std::string arguments;
  for (const auto& argument : launch.arguments)
    arguments += (arguments.empty() ? "" : " ") +
                 quoted(textOf(argument, input), plainText(argument, input.everything));
  document.option("PARAMETERS", arguments);
  for (const char* name :
       {"SHOW_COMMAND_LINE", "EMULATE_TERMINAL", "MODULE_MODE", "REDIRECT_INPUT"})
    document.option(name, "false");
  document.option("INPUT_FILE", "");
  return document.text();
}

const char* factoryOf(TestSuite::Runner runner) {
  switch (runner) {
  case TestSuite::Runner::Unittest:
    return "Unittests";
  case TestSuite::Runner::Nose:
    return "Nosetests";
  case TestSuite::Runner::Pytest:
    return "py.test";
  }
  return nullptr;
}

std::string testsRun(const LaunchConfiguration& launch, const IdeInput& input) {
  RunDocument document(launch.name, pycharmType(launch.kind), factoryOf(launch.testSuite.runner));
  document.set("folderName", launch.project);
  addPython(document, launch, input);
  const auto target =
      textOf({{{true, launch.project}, {false, "/" + launch.testSuite.path}}}, input);
  document.option("_new_additionalArguments", jsonString(""));
  document.option("_new_target", jsonString(target));
  document.option("_new_targetType", jsonString("PATH"));
  return document.text();
}

std::string groupRun(const LaunchConfiguration& launch, const IdeInput& input) {
  RunDocument document(launch.name, pycharmType(launch.kind), nullptr);
  for (const auto& member : launch.members)
    for (const auto& one : input.launches)
      if (one.name == member.name)
        document.add("toRun", "name", one.name)
            .append_attribute("type")
            .set_value(std::string(pycharmType(one.kind)).c_str());
  return document.text();
}

} // namespace

std::string_view pycharmType(LaunchConfiguration::Kind kind) {
  switch (kind) {
  case LaunchConfiguration::Kind::Program:
    return "PythonConfigurationType";
  case LaunchConfiguration::Kind::Tests:
    return "tests";
  case LaunchConfiguration::Kind::Group:
    return "CompoundRunConfigurationType";
  }
  return {};
}

std::string pycharmRunFile(const LaunchConfiguration& launch, const IdeInput& input) {
  switch (launch.kind) {
  case LaunchConfiguration::Kind::Program:
    return programRun(launch, input);
  case LaunchConfiguration::Kind::Tests:
    return testsRun(launch, input);
  case LaunchConfiguration::Kind::Group:
    return groupRun(launch, input);
  }
  return {};
}

std::string pycharmServerFile() {
  RunDocument document(std::string(kPycharmServerName), kPycharmServerType, "Python Remote Debug");
  document.add("module", "name", "");
  const auto colon = kDebugServer.find(':');
  document.option("PORT", std::string(kDebugServer.substr(colon + 1)));
  document.option("HOST", std::string(kDebugServer.substr(0, colon)));
  auto mappings = document.section("PathMappingSettings").append_child("option");
  mappings.append_attribute("name").set_value("pathMappings");
  mappings.append_child("list");
  document.option("REDIRECT_OUTPUT", "false");
  document.option("SUSPEND_AFTER_CONNECT", "false");
  return document.text();
}

} // namespace stackdev
