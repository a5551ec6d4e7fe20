#include "doctor/settings.h"

#include <gtest/gtest.h>

#include <stackdev/doctor.h>

namespace stackdev {
namespace {

TEST(Settings, HaveNamesValuesAndPlaces) {
  const std::string text = "[DEFAULT]\r\n# a = 1\n; b = 2\nc=3\n  d = four = 4 \r\n--e=5\nf\ng =";
  std::vector<std::string> rows;
  for (const auto& setting : settingsIn(text))
    rows.push_back(std::to_string(setting.line) + " " + std::string(setting.name) + "|" +
                   text.substr(setting.start, setting.value.size()));
  EXPECT_EQ(rows, (std::vector<std::string>{"4 c|3", "5 d|four = 4", "6 e|5", "8 g|"}));
}

TEST(FindingsIn, TellWhatATextSaysWrong) {
  struct Row {
    std::string file;
    std::string text;
    std::string found; // id@start-end ...
  };
  const std::vector<Row> rows = {
      {"a.conf", "x = %SERVICE_USER%\n", "placeholder-left@4-18 "},
      {"a.ini", "x = a%SERVICE_USER%b\n", "placeholder-left@5-19 "},
      {"a.conf", "x = %(name)s %d 5% 6%\n", ""},
      {"a.conf", "#x = %SERVICE_USER%\n", ""},
      {"a.py", "x = '%SERVICE_USER%'\n", ""},
      {"a.conf", "c = mysql://nova:pw@h/nova?charset=utf8\n", ""},
      {"a.conf", "c = mysql+pymysql://nova:pw@h/n\n", "database-charset@4-31 "},
      {"a.conf", "c = mysql://nova:@h/n?charset=utf8\n", "database-empty-password@4-34 "},
      {"a.conf", "c = sqlite:///x.db\n", ""},
      {"a.conf", "", ""},
      {"a.conf", "= %A_BCD%", "placeholder-left@2-9 "},
  };
  for (const auto& row : rows) {
    std::string found;
    for (const auto& one : findingsIn(row.text, row.file))
      found += one.id + "@" + std::to_string(one.start) + "-" + std::to_string(one.end) + " ";
    EXPECT_EQ(found, row.found) << row.text;
  }
}

} // namespace
} // namespace stackdev
