#include "change/generated_files.h"

#include <gtest/gtest.h>

namespace stackdev {
namespace {

TEST(GeneratedFiles, AreReadAsWritten) {
  GeneratedFiles files;
  files.record("/r/a/.project", {"<a>\xC3\xB6\n", "a", "eclipse"});
  files.record("/w/x.launch", {std::string("\0z", 2), "", ""});
  files.record("/w/gone", {"x", "a", "vscode"});
  files.forget("/w/gone");
  files.registrations["/w"]["a"] = "/r/a";
  const auto read = GeneratedFiles::decoded(files.encoded());
  EXPECT_EQ(read.text("/r/a/.project"), "<a>\xC3\xB6\n");
  EXPECT_EQ(read.text("/w/x.launch"), std::string("\0z", 2));
  EXPECT_EQ(read.text("/w/gone"), std::nullopt);
  EXPECT_EQ(read.files().at("/r/a/.project").project, "a");
  EXPECT_EQ(read.files().at("/r/a/.project").ide, "eclipse");
  EXPECT_EQ(read.files().at("/w/x.launch").ide, "");
  EXPECT_EQ(read.registrations, files.registrations);
  EXPECT_EQ(read.encoded(), files.encoded());
}

TEST(GeneratedFiles, WereEclipsesBeforeTheyNamedAnIde) {
  const auto read = GeneratedFiles::decoded(
      R"({"version":1,"files":{"/a":{"text":"t","project":"p"}},"registrations":{}})");
  EXPECT_EQ(read.files().at("/a").ide, "eclipse");
}

TEST(GeneratedFiles, AreNoneWhereTheRecordIsUnreadable) {
  for (const char* bytes : {"", "torn", "[]", "{\"version\":2,\"files\":{},\"registrations\":{}}",
                            "{\"version\":1}", "{\"version\":1,\"files\":{\"/a\":1}}"}) {
    const auto read = GeneratedFiles::decoded(bytes);
    EXPECT_TRUE(read.files().empty()) << bytes;
    EXPECT_TRUE(read.registrations.empty()) << bytes;
  }
}

} // namespace
} // namespace stackdev
