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

TEST(FindingsIn, KnowWhatMendsThem) {
  struct Row {
    std::string file;
    std::string text;
    std::string after;
  };
  const std::vector<Row> rows = {
      {"/r/glance/etc/glance-api-paste.ini", "u = %SERVICE_USER%\n", "u = glance\n"},
      {"/r/nova/etc/nova/api-paste.ini", "u = %SERVICE_USER%\r\n", "u = nova\r\n"},
      {"/etc/nova/api-paste.ini", "u = a:%SERVICE_USER%:b\n", "u = a:nova:b\n"},
      {"/etc/nova.conf", "u = %SERVICE_USER%\n", "u = %SERVICE_USER%\n"},
      {"nova.conf", "u = %SERVICE_USER%\n", "u = %SERVICE_USER%\n"},
      {"nova.conf", "t = %SERVICE_TENANT_NAME%\n", "t = service\n"},
      {"nova.conf", "p = %SERVICE_PASSWORD%\n", "p = %SERVICE_PASSWORD%\n"},
      {"nova.conf", "c = mysql://a:b@h/n", "c = mysql://a:b@h/n?charset=utf8"},
      {"nova.conf", "c = mysql://a:b@h/n?x=1 \n", "c = mysql://a:b@h/n?x=1&charset=utf8 \n"},
      {"nova.conf", "c = mysql://root@h/n?charset=utf8\n", "c = mysql://root@h/n?charset=utf8\n"},
  };
  for (const auto& row : rows) {
    std::vector<TextEdit> edits;
    for (const auto& one : findingsIn(row.text, row.file))
      if (one.mending)
        edits.push_back(one.mending->edit);
    EXPECT_EQ(edited(row.text, edits), row.after) << row.file;
  }
}

} // namespace
} // namespace stackdev
