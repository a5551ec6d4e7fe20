#include "support/xml.h"

#include <gtest/gtest.h>

namespace stackdev {
namespace {

TEST(IsXmlText, RefusesWhatXmlCannotCarry) {
  for (const std::string_view text : {"", "a\tb\r\n", "\xC3\xB6"})
    EXPECT_TRUE(isXmlText(text)) << text;
  for (const std::string_view text : {"\x01", "\x1B[31m", "\xFF", "\xC0\x80"})
    EXPECT_FALSE(isXmlText(text)) << ::testing::PrintToString(text);
  EXPECT_FALSE(isXmlText(std::string_view("\0", 1)));
}

TEST(ParseXml, SaysWhere) {
  pugi::xml_document document;
  const auto torn = parseXml("<a><b></a>", "x/.project", document);
  ASSERT_FALSE(torn);
  EXPECT_EQ(torn.error().code, ErrorCode::InvalidArgument);
  EXPECT_EQ(torn.error().message, "x/.project: not XML: Start-end tags mismatch at byte 8");
  const auto control = parseXml("<a>\x01</a>", "f", document);
  EXPECT_EQ(control.error().message, "f: not XML: it is no UTF-8, or holds control characters");
}

TEST(XmlText, KeepsDeclarationInstructionsAndComments) {
  pugi::xml_document document;
  ASSERT_TRUE(parseXml("<?xml version=\"1.0\"?><?pi x?><!-- c --><a><b></b></a>", "f", document));
  EXPECT_EQ(xmlText(document, "\t", EmptyElements::AsPair),
            "<?xml version=\"1.0\"?>\n<?pi x?>\n<!-- c -->\n<a>\n\t<b></b>\n</a>\n");
  EXPECT_EQ(xmlText(document, "  ", EmptyElements::AsOneTag),
            "<?xml version=\"1.0\"?>\n<?pi x?>\n<!-- c -->\n<a>\n  <b />\n</a>\n");
}

TEST(ParseXml, ReadsNoEntitiesOfADtd) {
  pugi::xml_document document;
  ASSERT_TRUE(parseXml("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>", "f",
                       document));
  EXPECT_STREQ(document.child_value("a"), "&x;");
}

} // namespace
} // namespace stackdev
