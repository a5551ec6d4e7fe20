#include "supervision/supervisor.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <boost/json.hpp>

#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "supervision/supervisor_config.h"
#include "supervision/xml_rpc.h"
#include "support/file.h"
#include "support/git.h"
#include "support/http.h"
#include "support/process.h"

namespace stackdev {
namespace {

namespace json = boost::json;
using Path = std::filesystem::path;
using State = SupervisedProcess::State;

constexpr std::chrono::seconds kAnswersWithin{10};
constexpr std::chrono::seconds kStartsWithin{30};
constexpr std::size_t kLongestSuffix = 16; // it binds NAME.PID first

/// What a service needs of our environment; the rest, a proxy or another Python's settings, would
/// only make it behave otherwise here than there.
constexpr std::array<std::string_view, 8> kKept = {"HOME",  "LANG",   "LOGNAME", "PATH",
                                                   "SHELL", "TMPDIR", "TZ",      "USER"};

/// Isolated; with a umask for its log, for which it has no option; in a session of its own from the
/// beginning: what is left of this group is killed when its leader has ended.
constexpr const char* kStarter = "import os, sys\n"
                                 "os.umask(0o77)\n"
                                 "pid = os.fork()\n"
                                 "if pid:\n"
                                 "    sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))\n"
                                 "os.setsid()\n"
                                 "sys.argv[0] = 'supervisord'\n"
                                 "from supervisor.supervisord import main\n"
                                 "main()\n";

bool isKept(std::string_view name) {
  return std::find(kKept.begin(), kKept.end(), name) != kKept.end() ||
         (name.starts_with("STACKDEV_") && !name.starts_with("STACKDEV_DEBUG"));
}

std::vector<std::string> otherVariables() {
  std::vector<std::string> names;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const auto name = text.substr(0, text.find('='));
    if (!isKept(name))
      names.emplace_back(name);
  }
  return names;
}

/// $XDG_RUNTIME_DIR, else a folder of the user's in /tmp.
Path socketsFolder() {
  const char* named = std::getenv("XDG_RUNTIME_DIR"); // NOLINT(concurrency-mt-unsafe): not set here
  if (named != nullptr && *named == '/')
    return Path(named) / "stackdev";
  return "/tmp/stackdev-" + std::to_string(::geteuid());
}

Path socketOf(const Path& folder) {
  auto socket = folder / "supervisord.sock";
  if (socket.native().size() + kLongestSuffix < sizeof(sockaddr_un::sun_path))
    return socket;
  return socketsFolder() / (blobHash(folder.string()).substr(0, 16) + ".sock");
}

/// Nobody else may have made it, or be able to look into it.
Status makeOwnFolder(const Path& folder) {
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
    return systemError("cannot make", folder, errno);
  struct stat info {};
  if (::lstat(folder.c_str(), &info) != 0)
    return systemError("cannot read", folder, errno);
  if (!S_ISDIR(info.st_mode) || info.st_uid != ::geteuid() || (info.st_mode & 077) != 0)
    return Error{ErrorCode::Io, folder.string() + " is not a folder of yours alone; move it away"};
  return {};
}

State stateOf(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, State>, 7> kStates = {
      {{"STOPPED", State::Stopped},
       {"STARTING", State::Starting},
       {"RUNNING", State::Running},
       {"BACKOFF", State::Backoff},
       {"STOPPING", State::Stopping},
       {"EXITED", State::Exited},
       {"FATAL", State::Fatal}}};
  for (const auto& [word, state] : kStates)
    if (word == name)
      return state;
  return State::Unknown;
}

std::string text(const json::object& info, std::string_view key) {
  const auto* value = info.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

std::int64_t number(const json::object& info, std::string_view key) {
  const auto* value = info.if_contains(key);
  return value != nullptr && value->is_int64() ? value->as_int64() : 0;
}

SupervisedProcess processOf(const json::object& info) {
  SupervisedProcess process{text(info, "name"),
                            stateOf(text(info, "statename")),
                            static_cast<int>(number(info, "pid")),
                            static_cast<int>(number(info, "exitstatus")),
                            0,
                            text(info, "spawnerr")};
  if (process.pid != 0)
    process.seconds = static_cast<double>(number(info, "now") - number(info, "start"));
  return process;
}

/// Of [[[...], [...], [...]]]; nullptr for anything else.
const json::array* threeLists(const json::value& value) {
  const auto* outer = value.if_array();
  const auto* lists = outer == nullptr || outer->empty() ? nullptr : outer->front().if_array();
  const auto isList = [](const json::value& one) { return one.is_array(); };
  return lists != nullptr && lists->size() == 3 && std::all_of(lists->begin(), lists->end(), isList)
             ? lists
             : nullptr;
}

/// A fault that says that things are as they should be.
bool isHarmless(const Error& error) {
  return error.message.starts_with("ALREADY_STARTED") || error.message.starts_with("NOT_RUNNING");
}

} // namespace

Supervisor::Supervisor(Path folder) : folder_(std::move(folder)), socket_(socketOf(folder_)) {}

bool Supervisor::isRunning() const {
  return call("supervisor.getState").has_value();
}

Status Supervisor::start() const {
  const Path program = "/usr/bin/supervisord";
  if (::access(program.c_str(), X_OK) != 0)
    return Error{ErrorCode::NotFound, "services run under supervisord, and " + program.string() +
                                          " is not there. Install it: apt-get install supervisor"};
  if (socket_.parent_path() != folder_)
    if (auto made = makeOwnFolder(socket_.parent_path()); !made)
      return made;
  Command command{"/usr/bin/python3",
                  {"-I", "-c", kStarter, "-c", (folder_ / "supervisord.conf").string()}};
  command.withoutVariables = otherVariables();
  command.variables = {{"LC_ALL", "C.UTF-8"},
                       {std::string(kFolderVariable), folder_.string()},
                       {std::string(kNameVariable), "supervisord"}};
  command.folder = folder_;
  command.deadline = kStartsWithin;
  const auto ended = run(command); // it goes into the background once it listens
  if (!ended)
    return ended.error();
  if (ended->status != 0)
    return Error{ErrorCode::Io, "supervisord does not start: " + ended->errors + ended->output};
  return {};
}

Status Supervisor::reload() const {
  const auto changes = call("supervisor.reloadConfig");
  if (!changes)
    return changes.error();
  const auto* lists = threeLists(*changes); // added, changed, removed
  if (lists == nullptr)
    return Error{ErrorCode::Protocol, "supervisord does not tell what has changed"};
  const auto each = [&](std::size_t list, std::string_view method) -> Status {
    for (const auto& name : lists->at(list).as_array())
      if (auto done = call(method, {name}); !done && !isHarmless(done.error()))
        return done.error();
    return {};
  };
  const std::array<std::pair<std::size_t, std::string_view>, 6> calls = {
      {{1, "supervisor.stopProcessGroup"},
       {2, "supervisor.stopProcessGroup"},
       {1, "supervisor.removeProcessGroup"},
       {2, "supervisor.removeProcessGroup"},
       {0, "supervisor.addProcessGroup"},
       {1, "supervisor.addProcessGroup"}}};
  for (const auto& [list, method] : calls)
    if (auto done = each(list, method); !done)
      return done;
  return {};
}

Result<std::vector<SupervisedProcess>> Supervisor::processes() const {
  const auto infos = call("supervisor.getAllProcessInfo");
  if (!infos)
    return infos.error();
  std::vector<SupervisedProcess> found;
  if (const auto* list = infos->if_array())
    for (const auto& info : *list)
      if (const auto* members = info.if_object())
        found.push_back(processOf(*members));
  return found;
}

Status Supervisor::startProcess(const std::string& name) const {
  const auto done = call("supervisor.startProcess", {json::value(name), json::value(false)});
  return done || isHarmless(done.error()) ? Status() : Status(done.error());
}

Status Supervisor::stopProcess(const std::string& name) const {
  const auto done = call("supervisor.stopProcess", {json::value(name), json::value(false)});
  return done || isHarmless(done.error()) ? Status() : Status(done.error());
}

Status Supervisor::shutDown() const {
  const auto done = call("supervisor.shutdown");
  return done ? Status() : Status(done.error());
}

int Supervisor::pid() const {
  const auto written = readFile(folder_ / "supervisord.pid");
  int pid = 0;
  if (written)
    std::from_chars(written->data(), written->data() + written->size(), pid);
  return pid;
}

Result<json::value> Supervisor::call(std::string_view method,
                                     const std::vector<json::value>& parameters) const {
  const auto answer = httpAnswer(
      socket_, {"POST", "/RPC2", xmlRpcCall(method, parameters), {{"Content-Type", "text/xml"}}},
      kAnswersWithin);
  if (!answer)
    return answer.error();
  if (answer->status != 200)
    return Error{ErrorCode::Protocol, "supervisord answers " + std::to_string(answer->status)};
  auto value = xmlRpcAnswer(answer->body);
  if (!value && !isHarmless(value.error()))
    return Error{value.error().code,
                 "supervisord, " + std::string(method) + ": " + value.error().message};
  return value;
}

} // namespace stackdev
