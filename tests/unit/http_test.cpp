#include "support/http.h"

#include <array>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include <sys/socket.h>
#include <unistd.h>

#include "listening_socket.h"
#include "temporary_folder.h"

namespace stackdev {
namespace {

/// Answers one connection with `text`, whatever it is asked.
class OneAnswer {
public:
  explicit OneAnswer(const std::string& text) {
    thread_ = std::thread([this, answer = text] {
      const Descriptor client(::accept(listener_.fd(), nullptr, nullptr));
      std::array<char, 4096> request{};
      const auto got = ::read(client.fd(), request.data(), request.size());
      request_.assign(request.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
      EXPECT_EQ(::write(client.fd(), answer.data(), answer.size()),
                static_cast<ssize_t>(answer.size()));
    });
  }
  ~OneAnswer() {
    if (thread_.joinable())
      thread_.join();
  }

  int port() const { return listener_.port(); }
  std::string request() {
    thread_.join();
    return request_;
  }

private:
  test::ListeningSocket listener_;
  std::thread thread_;
  std::string request_;
};

constexpr std::chrono::seconds kSoon{5};

TEST(HttpTest, SendsARequestAndReadsItsAnswer) {
  OneAnswer server("HTTP/1.0 201 Created\r\nContent-Length: 5\r\n\r\nhello");
  const auto answer =
      httpAnswer(server.port(), {"POST", "/there?x=1", "body", {{"X-Auth-Token", "t"}}}, kSoon);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 201);
  EXPECT_EQ(answer->body, "hello");
  const auto request = server.request();
  EXPECT_TRUE(request.starts_with("POST /there?x=1 HTTP/1.1\r\n")) << request;
  EXPECT_NE(request.find("X-Auth-Token: t\r\n"), std::string::npos) << request;
  EXPECT_TRUE(request.ends_with("\r\n\r\nbody")) << request;
}

TEST(HttpTest, ReadsAnAnswerThatEndsWithItsConnection) {
  OneAnswer server("HTTP/1.0 200 OK\r\n\r\nall of it");
  const auto answer = httpAnswer(server.port(), {}, kSoon);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "all of it");
}

TEST(HttpTest, TellsWhatIsNoHttp) {
  OneAnswer server("5.5.5-10.11.19-MariaDB\n\n");
  const auto answer = httpAnswer(server.port(), {}, kSoon);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::Protocol);
}

TEST(HttpTest, TellsThatNobodyListens) {
  const test::TemporaryFolder folder;
  const auto answer = httpAnswer(folder.path() / "nobody.sock", {}, kSoon);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::NotFound);
  EXPECT_NE(answer.error().message.find("nobody.sock"), std::string::npos);
}

TEST(HttpTest, DoesNotWaitLongerThanItMay) {
  const test::ListeningSocket silent;
  EXPECT_TRUE(takesConnections(silent.port(), kSoon));
  const auto answer = httpAnswer(silent.port(), {}, std::chrono::milliseconds(50));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::Io);
}

TEST(HttpTest, ParsesUrlsOfLoopback) {
  const auto url = parsedUrl("http://127.0.0.1:8774/v2.1?x");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->port, 8774);
  EXPECT_EQ(url->target, "/v2.1?x");
  EXPECT_EQ(parsedUrl("http://127.0.0.1:1")->target, "/");
  for (const auto* refused :
       {"http://example.org:80/", "https://127.0.0.1:80/", "http://127.0.0.1/",
        "http://127.0.0.1:70000/", "http://127.0.0.1:80x", ""})
    EXPECT_FALSE(parsedUrl(refused)) << refused;
}

} // namespace
} // namespace stackdev
