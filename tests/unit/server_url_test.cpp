#include "doctor/server_url.h"
#include "support/broker_login.h"

#include <gtest/gtest.h>

namespace stackdev {
namespace {

TEST(ServerUrlTest, TakesUrlsApart) {
  struct Row {
    const char* text;
    const char* parts; // user password host port path
  };
  const Row rows[] = {
      {"mysql+pymysql://nova:p%40s%2Fs@127.0.0.1:13306/nova?charset=utf8",
       "nova p@s/s 127.0.0.1 13306 nova"},
      {"mysql://root@localhost/x", "root  localhost 3306 x"},
      {"rabbit://a:b@h1:1,c:d@h2:2/", "a b h1 1 "},
      {"amqp://h", "  h 5672 "},
  };
  for (const auto& row : rows) {
    const auto url = serverUrl(row.text);
    ASSERT_TRUE(url) << row.text;
    EXPECT_EQ(url->user + " " + url->password + " " + url->host + " " + std::to_string(url->port) +
                  " " + url->path,
              row.parts);
  }
  for (const char* text : {"", "sqlite:///x", "http://h/", "mysql"})
    EXPECT_FALSE(serverUrl(text)) << text;
}

TEST(BrokerLoginTest, SpeaksAmqp) {
  EXPECT_EQ(brokerGreeting(), std::string("AMQP\0\0\x09\x01", 8));
  const auto frame = brokerLogin("me", "secret");
  EXPECT_EQ(frame.front(), 1);
  EXPECT_EQ(frame.back(), '\xce');
  EXPECT_EQ(static_cast<unsigned char>(frame[6]), frame.size() - 8); // header and end left out
  EXPECT_NE(frame.find(std::string("\0me\0secret", 10)), std::string::npos);
}

} // namespace
} // namespace stackdev
