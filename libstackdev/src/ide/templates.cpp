#include "ide/templates.h"

#include <stackdev/stack.h>

#include "support/file.h"
#include "support/xml.h"

namespace stackdev {

Status loadTemplate(const std::string& name, pugi::xml_document& document) {
  const auto file = dataFolder() / name;
  const auto text = readFile(file);
  if (!text)
    return Error{text.error().code, text.error().message +
                                        "\nstackdev is not installed whole; set STACKDEV_DATA to "
                                        "the folder that holds pydev-templates"};
  return parseXml(*text, file.string(), document);
}

} // namespace stackdev
