#include "change/journal.h"

#include <gtest/gtest.h>

namespace stackdev {
namespace {

Journal sample() {
  Journal journal;
  journal.title = "import 3 projects";
  journal.time = "2012-04-05T00:00:00Z";
  journal.remembered = false;
  journal.undoes = 7;
  journal.places = {"/r", "/w \xC3\xB6"};
  journal.madeFolders = {"/r/a", "/r/a/b"};
  journal.entries = {
      {"/r/new", ".stackdev-1.tmp", std::nullopt, "hash", FileMode::Executable},
      {"/r/old", ".stackdev-2.tmp", std::string("a\0b\nstackdev-journal 1\n", 22), "x",
       FileMode::Private},
      {"/r/gone", "", "", std::nullopt, FileMode::Regular},
      {"/r/caf\xE9 \n\"", "t", "latin", "y", FileMode::Regular},
  };
  return journal;
}

TEST(Journal, IsReadAsWritten) {
  const auto journal = sample();
  const auto read = decodedJournal(encoded(journal));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->title, journal.title);
  EXPECT_EQ(read->time, journal.time);
  EXPECT_EQ(read->remembered, false);
  EXPECT_EQ(read->undoes, 7);
  EXPECT_EQ(read->places, journal.places);
  EXPECT_EQ(read->madeFolders, journal.madeFolders);
  ASSERT_EQ(read->entries.size(), journal.entries.size());
  for (std::size_t i = 0; i < journal.entries.size(); ++i) {
    EXPECT_EQ(read->entries[i].path, journal.entries[i].path) << "bytes, whatever their encoding";
    EXPECT_EQ(read->entries[i].temporary, journal.entries[i].temporary);
    EXPECT_EQ(read->entries[i].before, journal.entries[i].before);
    EXPECT_EQ(read->entries[i].afterHash, journal.entries[i].afterHash);
    EXPECT_EQ(read->entries[i].mode, journal.entries[i].mode);
  }
}

TEST(Journal, IsDamagedWhereverItIsCutShort) {
  const auto bytes = encoded(sample());
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    const auto read = decodedJournal(std::string_view(bytes).substr(0, length));
    ASSERT_FALSE(read) << length;
    EXPECT_EQ(read.error().message, "the journal is damaged");
  }
}

TEST(Journal, RefusesForeignBytes) {
  const std::string kMagic = "stackdev-journal 1\n";
  for (const std::string& bytes :
       {std::string("x"), kMagic + "2\n{}", kMagic + "-1\n", kMagic + "99999999999999999999\n{}",
        kMagic + "2 {}", kMagic + "2\n{x", kMagic + "2\n[]", kMagic + "4\nnull",
        kMagic + "12\n{\"title\": 1}"})
    EXPECT_FALSE(decodedJournal(bytes)) << bytes;
}

TEST(Journal, RefusesAPathOfOtherDigits) {
  const auto written = encoded(sample());
  const std::string path = "hex:2f722f636166e9200a22"; // /r/caf\xE9 \n"
  const auto at = written.find(path);
  ASSERT_NE(at, std::string::npos);
  for (const std::string_view digits :
       {"hex:2f722f636166e9200azz", "hex:2f722f636166e9200a2g", "hex:2f722f636166e9200a2\" "}) {
    auto bytes = written;
    EXPECT_FALSE(decodedJournal(bytes.replace(at, digits.size(), digits))) << digits;
  }
}

} // namespace
} // namespace stackdev
