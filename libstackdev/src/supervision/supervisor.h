// supervisord, the stack's own instance of it: starting it, asking it, ending it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/value.hpp>

#include <stackdev/result.h>

namespace stackdev {

/// A process as supervisord sees it.
struct SupervisedProcess {
  /// supervisord's own words.
  enum class State { Stopped, Starting, Running, Backoff, Stopping, Exited, Fatal, Unknown };
  std::string name;
  State state = State::Unknown;
  int pid = 0;        // 0: none
  int exitStatus = 0; // of Exited, Backoff; -1 if a signal ended it
  double seconds = 0; // since it was started
  std::string error;  // why it could not be started, or ended too soon
};

class Supervisor {
public:
  /// `folder` is the services' own. Nothing is started or connected yet.
  explicit Supervisor(std::filesystem::path folder);

  /// Its socket: in the folder, or in the user's own folder for sockets if that path is too long
  /// for one.
  const std::filesystem::path& socket() const { return socket_; }

  /// True if it answers.
  bool isRunning() const;

  /// Starts it with the folder's supervisord.conf, in the background; it answers when this returns.
  /// Errors: NotFound if there is no supervisord, Io with what it said.
  Status start() const;

  /// Makes a running one read its configuration again: what is new there is added, what is gone or
  /// differs is stopped and put anew.
  Status reload() const;

  Result<std::vector<SupervisedProcess>> processes() const;

  /// All of these return before it is done; processes() tells. Started already, stopped already
  /// are no errors.
  Status startProcess(const std::string& name) const;
  Status stopProcess(const std::string& name) const;

  /// Ends it and all that it started.
  Status shutDown() const;

  /// Its process, as it wrote it down; 0 if there is none.
  int pid() const;

private:
  Result<boost::json::value> call(std::string_view method,
                                  const std::vector<boost::json::value>& parameters = {}) const;

  std::filesystem::path folder_;
  std::filesystem::path socket_;
};

} // namespace stackdev
