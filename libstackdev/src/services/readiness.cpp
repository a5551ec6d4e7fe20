#include "services/readiness.h"

#include <algorithm>

#include "support/http.h"
#include "support/listeners.h"
#include "support/process.h"

namespace stackdev {
namespace {

constexpr std::chrono::milliseconds kAnswersWithin{2'000};
constexpr std::chrono::milliseconds kScriptEndsWithin{20'000};
constexpr int kServerError = 500;

bool scriptSucceeds(const std::vector<std::string>& words) {
  Command command{"/usr/bin/python3", words};
  command.arguments.front() = (dataFolder() / "pydev-templates/services" / words.front()).string();
  command.withoutVariables = {"PYTHONPATH", "PYTHONHOME"};
  command.deadline = kScriptEndsWithin;
  const auto ended = run(command);
  return ended && ended->status == 0;
}

} // namespace

bool mayBeReady(const Unit& unit, SupervisedProcess::State state) {
  return state == SupervisedProcess::State::Running ||
         (state == SupervisedProcess::State::Starting && unit.port);
}

bool isReady(const Unit& unit) {
  if (!unit.readyScript.empty())
    return scriptSucceeds(unit.readyScript);
  if (unit.ready.empty())
    return !unit.port || takesConnections(*unit.port, kAnswersWithin);
  const auto url = parsedUrl(unit.ready);
  if (!url)
    return false;
  const auto answer = httpAnswer(url->port, {"GET", url->target}, kAnswersWithin);
  return answer && answer->status < kServerError;
}

std::optional<std::string> holderOfPort(const Unit& unit) {
  auto ports = unit.furtherPorts;
  if (unit.port)
    ports.push_back(*unit.port);
  for (const auto& listener : listeners())
    if (std::find(ports.begin(), ports.end(), listener.port) != ports.end())
      return "port " + std::to_string(listener.port) + " is taken by " + holderOf(listener);
  return std::nullopt;
}

std::optional<std::string> listensOutside(const std::vector<pid_t>& processes) {
  std::set<std::uint64_t> sockets;
  for (const auto pid : processes)
    for (const auto inode : socketsOf(pid))
      sockets.insert(inode);
  for (const auto& listener : listeners())
    if (!listener.loopbackOnly && sockets.contains(listener.inode))
      return "port " + std::to_string(listener.port) + " of every interface";
  return std::nullopt;
}

} // namespace stackdev
