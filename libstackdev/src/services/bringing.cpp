#include "services/bringing.h"

#include <algorithm>
#include <chrono>
#include <future>
#include <map>
#include <set>
#include <thread>

#include <spdlog/spdlog.h>

#include "services/durations.h"
#include "services/readiness.h"
#include "services/state_folder.h"
#include "support/processes.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;
using Clock = std::chrono::steady_clock;
using State = SupervisedProcess::State;

constexpr std::chrono::milliseconds kLook{50};
constexpr double kScriptEvery = 1; // seconds
constexpr std::size_t kMostStarts = 3;

double secondsSince(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

class Bringing {
public:
  Bringing(const Path& folder, const UpOptions& options, const std::vector<Unit>& units,
           const Supervisor& supervisor)
      : folder_(folder), options_(options), units_(units), supervisor_(supervisor),
        expected_(knownDurations(folder_)) {
    for (const auto& unit : units_)
      if (isDone(unit))
        expected_[unit.name()] = 0;
  }

  Status run() {
    while (finished_.size() < units_.size()) {
      if (options_.cancelled != nullptr && options_.cancelled->load())
        return Error{ErrorCode::Cancelled, "interrupted; what runs goes on running. stackdev up "
                                           "continues, stackdev down ends it"};
      if (auto fine = look(); !fine)
        return fine;
      if (auto fine = startNext(); !fine)
        return fine;
      if (finished_.size() < units_.size())
        std::this_thread::sleep_for(kLook); // nothing tells when a server is ready but asking it
    }
    if (const auto kept = keepDurations(folder_, taken_); !kept)
      spdlog::info("{}", kept.error().message); // only an estimate is lost
    return {};
  }

private:
  /// Sees what has become of those that were started.
  Status look() {
    const auto processes = supervisor_.processes();
    if (!processes)
      return processes.error();
    std::vector<std::pair<const Unit*, std::future<bool>>> asked;
    known_.clear();
    for (const auto& process : *processes)
      known_[process.name] = process;
    for (const auto& unit : units_) {
      if (isStartedAgainAndAgain(unit))
        return failed(unit, "ends again and again");
      if (!started_.contains(unit.name()) || finished_.contains(unit.name()))
        continue;
      if (auto fine = lookAt(unit); !fine)
        return fine;
      if (!unit.process.once && !finished_.contains(unit.name()) &&
          mayBeReady(unit, known_[unit.name()].state) && isTime(unit))
        asked.emplace_back(&unit, std::async(std::launch::async, isReady, std::cref(unit)));
    }
    for (auto& [unit, ready] : asked)
      if (ready.get())
        if (auto fine = becomeReady(*unit); !fine)
          return fine;
    return {};
  }

  /// Also of one that was found ready: nothing but its process may tell, and that lives for a
  /// while.
  bool isStartedAgainAndAgain(const Unit& unit) {
    const auto pid = known_[unit.name()].pid;
    if (unit.process.once || pid == 0 || !begun_.contains(unit.name()))
      return false;
    auto& pids = pids_[unit.name()];
    pids.insert(pid);
    return pids.size() > kMostStarts;
  }

  /// A script costs more than a look at a port.
  bool isTime(const Unit& unit) {
    if (unit.readyScript.empty())
      return true;
    auto& last = asked_[unit.name()];
    if (secondsSince(last) < kScriptEvery)
      return false;
    last = Clock::now();
    return true;
  }

  Status lookAt(const Unit& unit) {
    const auto& process = known_[unit.name()];
    // One that ran before and ended is started again by supervisord, a second later.
    const bool ended =
        process.state == State::Fatal ||
        (process.state == State::Exited && (unit.process.once || begun_.contains(unit.name())));
    if (unit.process.once && process.state == State::Exited && process.exitStatus == 0)
      return finish(unit, "done");
    // One that was killed is started again by supervisord; one that gives up is not waited for.
    if (ended || (process.state == State::Backoff && process.exitStatus > 0))
      return failed(unit, process);
    if (secondsSince(started_[unit.name()]) > unit.seconds)
      return Error{ErrorCode::Io, unit.name() + " is not " +
                                      (unit.process.once ? "done" : "ready") + " after " +
                                      std::to_string(unit.seconds) + " s. " + log(unit)};
    return {};
  }

  Status failed(const Unit& unit, const std::string& how) const {
    (void)supervisor_.stopProcess(unit.name()); // it would be tried again and again
    return Error{ErrorCode::Io, unit.name() + " " + how + ". " + log(unit)};
  }

  /// The end of what it wrote since we began it.
  std::string log(const Unit& unit) const {
    const auto length = logLengths_.find(unit.name());
    return endOfLog(folder_, unit.name(), length == logLengths_.end() ? 0 : length->second);
  }

  Status failed(const Unit& unit, const SupervisedProcess& process) const {
    std::string how = "ended by a signal";
    if (process.exitStatus >= 0)
      how = "ended with status " + std::to_string(process.exitStatus);
    if (process.pid == 0 && process.exitStatus == 0 && !process.error.empty())
      how = process.error.starts_with("Exited too quickly") // supervisord keeps no status of these
                ? "ended as soon as it was started"
                : process.error;
    return failed(unit, how);
  }

  Status becomeReady(const Unit& unit) {
    std::vector<pid_t> pids;
    for (const auto& process : serviceProcesses(folder_))
      if (process.service == unit.name())
        pids.push_back(process.pid);
    if (const auto outside = listensOutside(pids)) {
      (void)supervisor_.stopProcess(unit.name());
      return Error{ErrorCode::Io, unit.name() + " was stopped: it listens on " + *outside +
                                      ", where others can reach it. Bind it to 127.0.0.1"};
    }
    return finish(unit, "ready");
  }

  Status finish(const Unit& unit, std::string_view what) {
    if (unit.process.once)
      if (auto marked = markDone(folder_, unit.name(), unit.fingerprint); !marked)
        return marked;
    finished_.insert(unit.name());
    const auto seconds = secondsSince(started_[unit.name()]);
    if (begun_.contains(unit.name()))
      taken_[unit.name()] = seconds;
    tell(unit, what, seconds);
    return {};
  }

  bool isDone(const Unit& unit) const {
    return unit.process.once && doneMark(folder_, unit.name()) == unit.fingerprint;
  }

  Status startNext() {
    for (const auto& unit : units_) {
      const bool waits = std::any_of(unit.after.begin(), unit.after.end(),
                                     [&](const auto& name) { return !finished_.contains(name); });
      if (waits || started_.contains(unit.name()) || known_[unit.name()].state == State::Stopping)
        continue;
      if (auto fine = startOne(unit); !fine)
        return fine;
    }
    return {};
  }

  Status startOne(const Unit& unit) {
    started_[unit.name()] = Clock::now();
    if (isDone(unit)) {
      finished_.insert(unit.name());
      return {};
    }
    if (!unit.process.once && debuggerOf(folder_, unit.name())) {
      finished_.insert(unit.name());
      return {};
    }
    const auto state = known_[unit.name()].state;
    if (state == State::Running || state == State::Starting)
      return {}; // an earlier run started it
    if (const auto holder = holderOfPort(unit))
      return Error{ErrorCode::Io, unit.name() + ": " + *holder +
                                      ". End that, or give the service another port in "
                                      "stackdev.toml"};
    begun_.insert(unit.name());
    std::error_code ignored;
    const auto length = std::filesystem::file_size(logFile(folder_, unit.name()), ignored);
    logLengths_[unit.name()] = ignored ? 0 : length;
    tell(unit, "starting", 0);
    known_[unit.name()].state = State::Starting;
    return supervisor_.startProcess(unit.name());
  }

  void tell(const Unit& unit, std::string_view what, double seconds) const {
    if (!options_.progress)
      return;
    Durations spent;
    for (const auto& [name, since] : started_)
      spent[name] = secondsSince(since);
    options_.progress({unit.name(), what, seconds, static_cast<int>(finished_.size()),
                       static_cast<int>(units_.size()),
                       estimatedRest(units_, expected_, finished_, spent)});
  }

  const Path& folder_;
  const UpOptions& options_;
  const std::vector<Unit>& units_;
  const Supervisor& supervisor_;
  std::map<std::string, SupervisedProcess> known_;
  std::map<std::string, Clock::time_point> started_;
  std::map<std::string, Clock::time_point> asked_;
  std::set<std::string> finished_;
  std::set<std::string> begun_;                      // by us, this time
  std::map<std::string, std::uintmax_t> logLengths_; // when we began them
  std::map<std::string, std::set<int>> pids_;        // that they have had since
  Durations expected_;
  Durations taken_;
};

} // namespace

Status bringUp(const Path& servicesFolder, const UpOptions& options, const std::vector<Unit>& units,
               const Supervisor& supervisor) {
  return Bringing(servicesFolder, options, units, supervisor).run();
}

} // namespace stackdev
