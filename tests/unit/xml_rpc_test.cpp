#include "supervision/xml_rpc.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace stackdev {
namespace {

std::string answerOf(const std::string& value) {
  const auto answer = xmlRpcAnswer("<?xml version='1.0'?><methodResponse><params><param><value>" +
                                   value + "</value></param></params></methodResponse>");
  return answer ? boost::json::serialize(*answer) : answer.error().message;
}

TEST(XmlRpcTest, WritesCalls) {
  EXPECT_EQ(xmlRpcCall("supervisor.startProcess",
                       {boost::json::value("a<b&c"), boost::json::value(false)}),
            "<?xml version=\"1.0\"?><methodCall><methodName>supervisor.startProcess</methodName>"
            "<params><param><value><string>a&lt;b&amp;c</string></value></param>"
            "<param><value><boolean>0</boolean></value></param></params></methodCall>");
}

TEST(XmlRpcTest, ReadsEachKindOfValue) {
  const std::pair<const char*, const char*> rows[] = {
      {"<int>-3</int>", "-3"},
      {"<i4>7</i4>", "7"},
      {"<boolean>1</boolean>", "true"},
      {"<string>a &lt; b</string>", "\"a < b\""},
      {"<string></string>", "\"\""},
      {"plain", "\"plain\""},
      {"<nil/>", "null"},
      {"<array><data><value><int>1</int></value><value><string>x</string></value></data></array>",
       "[1,\"x\"]"},
      {"<struct><member><name>pid</name><value><int>5</int></value></member></struct>",
       "{\"pid\":5}"},
  };
  for (const auto& [xml, expected] : rows)
    EXPECT_EQ(answerOf(xml), expected) << xml;
}

TEST(XmlRpcTest, TellsFaultsAndWhatIsNoAnswer) {
  EXPECT_EQ(xmlRpcAnswer("<methodResponse><fault><value><struct><member><name>faultString</name>"
                         "<value><string>BAD_NAME: x</string></value></member></struct></value>"
                         "</fault></methodResponse>")
                .error()
                .message,
            "BAD_NAME: x");
  for (const auto* bad : {"", "no xml", "<methodResponse/>", "<a><b></a>"})
    EXPECT_FALSE(xmlRpcAnswer(bad)) << bad;
  std::string deep = "<int>1</int>";
  for (int i = 0; i < 500; ++i)
    deep = "<array><data><value>" + deep + "</value></data></array>";
  EXPECT_FALSE(answerOf(deep).empty()); // and the stack is left alone
}

} // namespace
} // namespace stackdev
