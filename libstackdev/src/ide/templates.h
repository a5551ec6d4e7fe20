// The templates below the data folder, as XML documents to be filled in.
#pragma once

#include <string>

#include <pugixml.hpp>

#include <stackdev/result.h>

namespace stackdev {

/// `name` is relative to the data folder: "pydev-templates/project.xml".
Status loadTemplate(const std::string& name, pugi::xml_document& document);

} // namespace stackdev
