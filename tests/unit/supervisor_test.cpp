#include "supervision/supervisor.h"

#include <array>
#include <cstdlib>
#include <mutex>
#include <thread>

#include <gtest/gtest.h>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "support/descriptor.h"
#include "temporary_folder.h"

namespace stackdev {
namespace {

using State = SupervisedProcess::State;

/// A thread in supervisord's place: answers one call after the other, each with the next value, and
/// writes down what was asked.
class Answers {
public:
  Answers(const std::filesystem::path& socket, std::vector<std::string> values)
      : listener_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    socket.string().copy(address.sun_path, sizeof(address.sun_path) - 1);
    EXPECT_EQ(::bind(listener_.fd(), reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    EXPECT_EQ(::listen(listener_.fd(), 8), 0);
    thread_ = std::thread([this, values = std::move(values)] {
      for (const auto& value : values)
        answer(value);
    });
  }
  ~Answers() {
    ::shutdown(listener_.fd(), SHUT_RDWR); // whoever was not asked waits no more
    thread_.join();
  }
  Answers(const Answers&) = delete;
  Answers& operator=(const Answers&) = delete;

  /// "METHOD(PARAMETERS) ..." of the calls so far.
  std::string asked() const {
    const std::lock_guard lock(mutex_);
    return asked_;
  }

private:
  void answer(const std::string& value) {
    const Descriptor client(::accept(listener_.fd(), nullptr, nullptr));
    std::string request;
    std::array<char, 4096> part{};
    while (request.find("</methodCall>") == std::string::npos) {
      const auto got = ::read(client.fd(), part.data(), part.size());
      if (got <= 0)
        return;
      request.append(part.data(), static_cast<std::size_t>(got));
    }
    const std::lock_guard lock(mutex_);
    for (const std::string_view tag : {"<methodName>", "<string>", "<boolean>"})
      for (auto at = request.find(tag); at != std::string::npos; at = request.find(tag, at + 1))
        asked_ +=
            request.substr(at + tag.size(), request.find('<', at + tag.size()) - at - tag.size()) +
            " ";
    const bool isStatus = value.starts_with("HTTP/");
    const auto body = isStatus
                          ? std::string()
                          : "<?xml version='1.0'?><methodResponse>" + value + "</methodResponse>";
    const auto text = (isStatus ? value : "HTTP/1.1 200 OK") +
                      "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    EXPECT_EQ(::send(client.fd(), text.data(), text.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(text.size()));
  }

  Descriptor listener_;
  std::thread thread_;
  mutable std::mutex mutex_;
  std::string asked_;
};

std::string answered(const std::string& value) {
  return "<params><param><value>" + value + "</value></param></params>";
}

std::string arrayOf(const std::vector<std::string>& values) {
  std::string text = "<array><data>";
  for (const auto& value : values)
    text += "<value>" + value + "</value>";
  return text + "</data></array>";
}

std::string structOf(const std::vector<std::pair<std::string, std::string>>& members) {
  std::string text = "<struct>";
  for (const auto& [name, value] : members)
    text += "<member><name>" + name + "</name><value>" + value + "</value></member>";
  return text + "</struct>";
}

std::string faultOf(const std::string& text) {
  return "<fault><value>" +
         structOf(
             {{"faultCode", "<int>60</int>"}, {"faultString", "<string>" + text + "</string>"}}) +
         "</value></fault>";
}

class SupervisorTest : public testing::Test {
protected:
  test::TemporaryFolder folder;
  const Supervisor supervisor{folder.path()};
};

TEST_F(SupervisorTest, ThatIsNotThereRunsNothing) {
  EXPECT_FALSE(supervisor.isRunning());
  EXPECT_FALSE(supervisor.processes());
  EXPECT_FALSE(supervisor.reload());
  EXPECT_FALSE(supervisor.startProcess("a"));
  EXPECT_FALSE(supervisor.stopProcess("a"));
  EXPECT_FALSE(supervisor.shutDown());
  const std::pair<const char*, int> rows[] = {
      {"4711\n", 4711}, {"", 0}, {"x", 0}, {"99999999999999999999", 0}};
  EXPECT_EQ(supervisor.pid(), 0);
  for (const auto& [text, pid] : rows) {
    folder.write("supervisord.pid", text);
    EXPECT_EQ(supervisor.pid(), pid) << text;
  }
}

TEST_F(SupervisorTest, TellsItsProcesses) {
  const auto process = [](const char* name, const char* state) {
    return structOf({{"name", std::string("<string>") + name + "</string>"},
                     {"statename", std::string("<string>") + state + "</string>"},
                     {"pid", "<int>12</int>"},
                     {"exitstatus", "<int>-1</int>"},
                     {"start", "<int>100</int>"},
                     {"now", "<int>130</int>"},
                     {"spawnerr", "<string>Exited too quickly</string>"}});
  };
  const std::pair<const char*, State> states[] = {
      {"STOPPED", State::Stopped}, {"STARTING", State::Starting}, {"RUNNING", State::Running},
      {"BACKOFF", State::Backoff}, {"STOPPING", State::Stopping}, {"EXITED", State::Exited},
      {"FATAL", State::Fatal},     {"UNKNOWN", State::Unknown},   {"running", State::Unknown},
      {"", State::Unknown}};
  std::vector<std::string> infos;
  for (const auto& [word, state] : states)
    infos.push_back(process(word, word));
  infos.emplace_back("<int>1</int>"); // no process
  infos.push_back(structOf({{"name", "<int>1</int>"}, {"pid", "<string>x</string>"}}));
  const Answers answers(supervisor.socket(), {answered(arrayOf(infos))});
  const auto found = supervisor.processes();
  ASSERT_TRUE(found) << found.error().message;
  ASSERT_EQ(found->size(), std::size(states) + 1);
  for (std::size_t i = 0; i < std::size(states); ++i) {
    const auto& one = (*found)[i];
    EXPECT_EQ(one.name, states[i].first);
    EXPECT_EQ(one.state, states[i].second) << one.name;
    EXPECT_EQ(one.pid, 12);
    EXPECT_EQ(one.exitStatus, -1);
    EXPECT_EQ(one.seconds, 30);
    EXPECT_EQ(one.error, "Exited too quickly");
  }
  EXPECT_EQ(found->back().name, "");
  EXPECT_EQ(found->back().pid, 0);
  EXPECT_EQ(answers.asked(), "supervisor.getAllProcessInfo ");
}

TEST_F(SupervisorTest, DoesNotMindWhatIsSoAlready) {
  const auto yes = answered("<boolean>1</boolean>");
  const Answers answers(supervisor.socket(),
                        {yes, faultOf("ALREADY_STARTED: a"), faultOf("NOT_RUNNING: a"),
                         faultOf("BAD_NAME: a"), faultOf("SPAWN_ERROR: a"), "HTTP/1.1 500 No", ""});
  EXPECT_TRUE(supervisor.startProcess("a"));
  EXPECT_TRUE(supervisor.startProcess("a"));
  EXPECT_TRUE(supervisor.stopProcess("a"));
  const auto unknown = supervisor.startProcess("a<&");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().message.find("supervisord, supervisor.startProcess: BAD_NAME: a"), 0U)
      << unknown.error().message;
  EXPECT_FALSE(supervisor.startProcess("a"));
  EXPECT_EQ(supervisor.shutDown().error().message, "supervisord answers 500");
  EXPECT_FALSE(supervisor.isRunning()) << "no value at all";
  EXPECT_EQ(answers.asked(),
            "supervisor.startProcess a 0 supervisor.startProcess a 0 "
            "supervisor.stopProcess a 0 supervisor.startProcess a&lt;&amp; 0 "
            "supervisor.startProcess a 0 supervisor.shutdown supervisor.getState ");
}

TEST_F(SupervisorTest, PutsWhatHasChangedAnew) {
  const auto names = [](const std::vector<std::string>& all) {
    std::vector<std::string> values;
    for (const auto& name : all)
      values.push_back("<string>" + name + "</string>");
    return arrayOf(values);
  };
  const auto yes = answered("<boolean>1</boolean>");
  const Answers answers(
      supervisor.socket(),
      {answered(arrayOf({arrayOf({names({"new"}), names({"other"}), names({"gone"})})})), yes, yes,
       yes, yes, yes, faultOf("ALREADY_STARTED: other"),
       answered(arrayOf({arrayOf({names({}), names({}), names({})})}))});
  EXPECT_TRUE(supervisor.reload());
  EXPECT_EQ(answers.asked(), "supervisor.reloadConfig supervisor.stopProcessGroup other "
                             "supervisor.stopProcessGroup gone supervisor.removeProcessGroup other "
                             "supervisor.removeProcessGroup gone supervisor.addProcessGroup new "
                             "supervisor.addProcessGroup other ");
  EXPECT_TRUE(supervisor.reload()) << "nothing has changed";
}

TEST_F(SupervisorTest, ThatTellsSomethingElseIsAnError) {
  const auto empty = arrayOf({});
  const std::vector<std::string> values = {"<boolean>1</boolean>",
                                           empty,
                                           arrayOf({empty}),
                                           arrayOf({arrayOf({empty, empty})}),
                                           arrayOf({arrayOf({empty, empty, "<int>1</int>"})}),
                                           arrayOf({"<string>x</string>"})};
  std::vector<std::string> answersOfIt;
  for (const auto& value : values)
    answersOfIt.push_back(answered(value));
  const Answers answers(supervisor.socket(), answersOfIt);
  for (const auto& value : values) {
    const auto done = supervisor.reload();
    ASSERT_FALSE(done) << value;
    EXPECT_EQ(done.error().code, ErrorCode::Protocol) << value;
  }
}

TEST(SupervisorsSocket, IsInTheFolderWhereItsPathIsShortEnough) {
  const char* runtime = std::getenv("XDG_RUNTIME_DIR"); // NOLINT(concurrency-mt-unsafe): one thread
  const std::string kept = runtime == nullptr ? "" : runtime;
  EXPECT_EQ(Supervisor("/short").socket(), "/short/supervisord.sock");
  const std::string deep = "/" + std::string(100, 'd');
  ::setenv("XDG_RUNTIME_DIR", "/run/user/1", 1);
  const auto socket = Supervisor(deep).socket();
  EXPECT_EQ(socket.parent_path(), "/run/user/1/stackdev");
  EXPECT_EQ(Supervisor(deep).socket(), socket);
  EXPECT_NE(Supervisor(deep + "2").socket(), socket);
  ::setenv("XDG_RUNTIME_DIR", "relative", 1);
  EXPECT_EQ(Supervisor(deep).socket().parent_path(),
            "/tmp/stackdev-" + std::to_string(::geteuid()));
  if (runtime == nullptr)
    ::unsetenv("XDG_RUNTIME_DIR");
  else
    ::setenv("XDG_RUNTIME_DIR", kept.c_str(), 1);
}

} // namespace
} // namespace stackdev
