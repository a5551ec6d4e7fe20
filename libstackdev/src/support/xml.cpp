#include "support/xml.h"

#include <sstream>

#include "support/utf8.h"

namespace stackdev {

bool isXmlText(std::string_view text) {
  for (const char c : text)
    if (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r')
      return false;
  return isUtf8(text);
}

Status parseXml(std::string_view text, const std::string& file, pugi::xml_document& document) {
  if (!isXmlText(text))
    return Error{ErrorCode::InvalidArgument,
                 file + ": not XML: it is no UTF-8, or holds control characters"};
  const auto parsed = document.load_buffer(text.data(), text.size(),
                                           pugi::parse_default | pugi::parse_declaration |
                                               pugi::parse_pi | pugi::parse_comments,
                                           pugi::encoding_utf8);
  if (parsed)
    return {};
  return Error{ErrorCode::InvalidArgument, file + ": not XML: " + parsed.description() +
                                               " at byte " + std::to_string(parsed.offset)};
}

std::string xmlText(const pugi::xml_document& document, const char* indent, EmptyElements empty) {
  std::ostringstream out;
  document.save(out, indent,
                pugi::format_default |
                    (empty == EmptyElements::AsPair ? pugi::format_no_empty_element_tags : 0U),
                pugi::encoding_utf8);
  return out.str();
}

} // namespace stackdev
