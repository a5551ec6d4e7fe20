#include "change/place.h"

#include <gtest/gtest.h>

#include <sys/syscall.h>
#include <unistd.h>

#include "answered_calls.h"
#include "temporary_folder.h"

namespace stackdev {
namespace {

using test::Answer;
using test::content;
using test::TemporaryFolder;
using test::withAnswers;

constexpr uid_t kNobody = 65534;

std::string shown(const Result<std::optional<Place::File>>& file) {
  if (!file)
    return file.error().message;
  return *file ? (**file).content : "<none>";
}

class PlaceTest : public ::testing::Test {
protected:
  std::string path(std::string_view relative) const { return (folder / relative).string(); }

  /// What readFile("file") says when a call is answered so.
  std::string readWith(const Answer& answer) const {
    std::string said;
    EXPECT_GT(withAnswers({answer}, [&] { said = shown(place.readFile("file")); }), 0);
    return said;
  }

  TemporaryFolder folder;
  Place place = *Place::open(folder.path());
};

TEST_F(PlaceTest, NothingIsReachedBeyondIt) {
  folder.write("file", "content");
  folder.folder("below");
  std::filesystem::create_symlink("/etc", folder / "link");
  const std::string link = ": a symbolic link is on the way; stackdev writes through none. "
                           "Replace the link by what it points to, or leave this out";
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"file", "content"},
      {"none", "<none>"},
      {"none/below", "<none>"},
      {"link", path("link") + link},
      {"link/passwd", path("link/passwd") + link},
      {"../file", path("../file") + link},
      {"file/below", path("file/below") + ": a file is where a folder must be"},
      {"below", path("below") + ": is not a regular file; stackdev leaves it alone"},
  };
  for (const auto& [relative, expected] : rows)
    EXPECT_EQ(shown(place.readFile(relative)), expected) << relative;
}

TEST_F(PlaceTest, WhatCannotBeOpenedIsSaid) {
  EXPECT_EQ(Place::open(folder / "none").error().code, ErrorCode::NotFound);
  const auto file = folder.write("file", "");
  EXPECT_EQ(Place::open(file).error().message,
            "cannot open folder " + file.string() + ": Not a directory");
  std::string said;
  EXPECT_EQ(withAnswers({{SYS_newfstatat, -EIO}},
                        [&] { said = Place::open(folder.path()).error().message; }),
            1);
  EXPECT_EQ(said, "cannot read " + folder.path().string() + ": Input/output error");
}

TEST_F(PlaceTest, AFileWithOtherNamesIsLeftAlone) {
  folder.write("file", "content");
  std::filesystem::create_hard_link(folder / "file", folder / "other");
  EXPECT_EQ(shown(place.readFile("file")),
            path("file") + ": has 2 hard links, and replacing it would part them; copy it first "
                           "(cp -p FILE TMP && mv TMP FILE)");
}

TEST_F(PlaceTest, AFileThatFailsIsNotTakenForAnother) {
  folder.write("file", "content");
  EXPECT_EQ(readWith({SYS_newfstatat, -EIO}),
            "cannot read " + path("file") + ": Input/output error");
  EXPECT_EQ(readWith({SYS_read, -EIO}), "cannot read " + path("file") + ": Input/output error");
  EXPECT_EQ(readWith({SYS_read, -EINTR, 0, 2}), "content") << "interrupted, and read on";
  EXPECT_EQ(readWith({SYS_read, 0}), "") << "cut short since its size was asked";
}

TEST_F(PlaceTest, ItsOwnersFilesAreTakenAndNobodyElses) {
  folder.write("file", "content");
  EXPECT_EQ(readWith({SYS_geteuid, kNobody}), "content")
      << "the folder and the file are one user's";
  if (::geteuid() != 0)
    return; // only root may give files away
  ASSERT_EQ(::chown(path("file").c_str(), kNobody, kNobody), 0);
  EXPECT_EQ(shown(place.readFile("file")),
            path("file") + ": belongs to another user; stackdev leaves it alone");
}

TEST_F(PlaceTest, MakesFolders) {
  EXPECT_TRUE(place.makeFolder("a").value());
  EXPECT_TRUE(place.makeFolder("a/b").value());
  EXPECT_FALSE(place.makeFolder("a/b").value());
  EXPECT_EQ(place.makeFolder("none/b").error().code, ErrorCode::NotFound);
  folder.write("file", "");
  EXPECT_EQ(place.makeFolder("file/b").error().message,
            path("file") + ": a file is where a folder must be");
  const std::string tooLong(300, 'x');
  EXPECT_EQ(place.makeFolder(tooLong).error().message,
            "cannot make folder " + path(tooLong) + ": File name too long");
}

TEST_F(PlaceTest, AFolderThatRootMakesIsTheOwnersOfThePlace) {
  if (::geteuid() == 0) {
    ASSERT_EQ(::chown(folder.path().c_str(), kNobody, kNobody), 0);
  }
  const auto given = *Place::open(folder.path());
  EXPECT_NE(given.owner(), 0U);
  struct stat info {};
  std::string said;
  EXPECT_EQ(withAnswers({{SYS_fchownat, -EPERM}, {SYS_geteuid, 0}},
                        [&] { said = given.makeFolder("a").error().message; }),
            2);
  EXPECT_EQ(said, "cannot give away " + path("a") + ": Operation not permitted");
  ASSERT_TRUE(given.makeFolder("b"));
  ASSERT_EQ(::stat(path("b").c_str(), &info), 0);
  EXPECT_EQ(info.st_uid, given.owner());
  EXPECT_EQ(info.st_gid, given.group());
}

} // namespace
} // namespace stackdev
