#include "ide/language_server.h"

#include <pugixml.hpp>

#include "ide/java_properties.h"
#include "ide/templates.h"
#include "support/xml.h"

namespace stackdev {
namespace {

constexpr const char* kKey = "contentTypeToLSPLauch"; // so LSP4E spells it

/// CONTENT-TYPE:LAUNCH-TYPE/LAUNCH-NAME/MODE
std::string entry() {
  return "org.python.pydev.pythonfile:org.eclipse.ui.externaltools."
         "ProgramLaunchConfigurationType/" +
         std::string(kLanguageServerLaunch) + "/run";
}

bool lists(const std::string& list, const std::string& wanted) {
  return ("," + list + ",").find("," + wanted + ",") != std::string::npos;
}

} // namespace

Result<std::string> languageServerLaunch(const std::filesystem::path& program) {
  pugi::xml_document document;
  if (auto loaded = loadTemplate("eclipse-launchers/language_server.launch", document); !loaded)
    return loaded.error();
  document.child("launchConfiguration")
      .find_child_by_attribute("key", "org.eclipse.ui.externaltools.ATTR_LOCATION")
      .attribute("value")
      .set_value(program.c_str());
  return xmlText(document, "    ", EmptyElements::AsOneTag);
}

std::string languageServerPreferences(const std::optional<std::string>& current) {
  const auto values = properties(current.value_or(""));
  const auto found = values.find(kKey);
  const auto list = found == values.end() ? std::string() : found->second;
  if (lists(list, entry()))
    return *current;
  return withProperties(current.value_or(""),
                        {{kKey, list.empty() ? entry() : list + "," + entry()}});
}

} // namespace stackdev
