#include "uri.h"

#include <gtest/gtest.h>

#include "temporary_folder.h"

namespace stackdev::lsp {
namespace {

using Rows = std::vector<std::pair<std::string, std::string>>;

std::string shown(const std::optional<std::filesystem::path>& path) {
  return path ? path->string() : "<none>";
}

TEST(PathOf, IsTheFileThatAUriNames) {
  const Rows rows = {
      {"file:///a/b.py", "/a/b.py"},
      {"file:///a%20b/c%2Bd.py", "/a b/c+d.py"},
      {"file:///a b+c", "/a b+c"}, // as it stands
      {"file:///gr%C3%B6%c3%9fe", "/gr\xC3\xB6\xC3\x9F"
                                  "e"},
      {"file:///%F0%9F%90%8D.py", "/\xF0\x9F\x90\x8D.py"},
      {"file:///\xE6\x97\xA5.py", "/\xE6\x97\xA5.py"},
      {"file:///latin%E9", "/latin\xE9"}, // a path is bytes
      {"file:///a/./b/../c", "/a/c"},
      {"file:///a/../../b", "/b"},
      {"file:///a%2Fb", "/a/b"},
      {"file:///a%2F..%2Fb", "/b"},
      {"file:///a//b", "/a/b"},
      {"file:///a?x=1#L3", "/a"},
      {"file:///a%3Fx%23y", "/a?x#y"},
      {"file:///100%25", "/100%"},
      {"file:///%2525", "/%25"}, // decoded once
      {"file://localhost/a", "/a"},
      {"file://LocalHost/a", "/a"}, // hosts and schemes are of either case
      {"FILE:///a", "/a"},
      {"file:/a/b", "/a/b"}, // as Java's File.toURI() writes it
      {"file:///c%3A/x", "/c:/x"},
      {"file:///", "/"},
  };
  for (const auto& [uri, path] : rows)
    EXPECT_EQ(shown(pathOf(uri)), path) << uri;
}

TEST(PathOf, IsNoneForWhatIsNoFileHere) {
  for (const char* uri : {
           "",
           "a.py",
           "/a/b.py",
           "file:",
           "file:a",
           "file:localhost/a",
           "file://",
           "file://a",
           "file://host/a",
           "file://localhost",
           "file://localhost.evil/a",
           "file:////host/share",
           "file:///%2Fhost/share",
           "untitled:Untitled-1",
           "git:/a/b.py?ref",
           "http://localhost/a",
           "xfile:///a",
           "file:///a%",
           "file:///a%2",
           "file:///a%GG",
           "file:///a%00b",
           "file:///a%-1",
       })
    EXPECT_EQ(shown(pathOf(uri)), "<none>") << uri;
  EXPECT_FALSE(pathOf(std::string("file:///a\0b", 11)));
  EXPECT_TRUE(pathOf("file:///" + std::string(4094, 'a')));
  EXPECT_FALSE(pathOf("file:///" + std::string(4095, 'a'))) << "longer than the system takes";
}

TEST(UriOf, QuotesAllButPlainLetters) {
  const Rows rows = {
      {"/a/b-c_d.e~f", "file:///a/b-c_d.e~f"},
      {"/a b", "file:///a%20b"},
      {"/100%", "file:///100%25"},
      {"/a:b?c#d[e]&f+g", "file:///a%3Ab%3Fc%23d%5Be%5D%26f%2Bg"},
      {"/gr\xC3\xB6", "file:///gr%C3%B6"},
      {"/\xFF\n", "file:///%FF%0A"},
      {"/", "file:///"},
  };
  for (const auto& [path, uri] : rows) {
    EXPECT_EQ(uriOf(path), uri);
    EXPECT_EQ(shown(pathOf(uri)), path);
  }
}

TEST(RealPathOf, GoesThroughLinks) {
  const test::TemporaryFolder folder;
  folder.write("real/a.py", "");
  std::filesystem::create_directory_symlink("real", folder / "link");
  std::filesystem::create_symlink("nowhere", folder / "dangling");
  std::filesystem::create_symlink("loop", folder / "loop");
  const Rows rows = {
      {"real/a.py", "real/a.py"},     {"link/a.py", "real/a.py"},
      {"link/new.py", "real/new.py"}, {"link/no/new.py", "real/no/new.py"},
      {"link/../x.py", "x.py"},       {"dangling/x.py", "dangling/x.py"},
      {"loop/x.py", "loop/x.py"},
  };
  for (const auto& [given, real] : rows)
    EXPECT_EQ(shown(realPathOf("file://" + folder.path().string() + "/" + given)),
              (folder / real).string())
        << given;
  EXPECT_FALSE(realPathOf("untitled:x"));
}

} // namespace
} // namespace stackdev::lsp
