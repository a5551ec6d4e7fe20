// XML through pugixml, with the checks that it leaves to its caller.
#pragma once

#include <string>
#include <string_view>

#include <pugixml.hpp>

#include <stackdev/result.h>

namespace stackdev {

/// UTF-8 that XML 1.0 can carry: well-formed, no control characters but tab and line ends.
bool isXmlText(std::string_view text);

/// Keeps comments, processing instructions and the declaration. No DTD is read. Errors:
/// InvalidArgument, "FILE: not XML: REASON at byte N".
Status parseXml(std::string_view text, const std::string& file, pugi::xml_document& document);

enum class EmptyElements {
  AsPair,
  AsOneTag
}; // <a></a> or <a/>: what Eclipse writes differs by file

/// The document's text with `indent` per level; the declaration is the document's own.
std::string xmlText(const pugi::xml_document& document, const char* indent, EmptyElements empty);

} // namespace stackdev
