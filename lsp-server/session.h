// One client from its first byte to its last: life cycle, requests and their one answer each,
// cancellation, and when to stop listening because nobody reads the answers.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include "client.h"
#include "commands/runner.h"
#include "dispatcher.h"
#include "file_watcher.h"
#include "lane.h"
#include "message_reader.h"
#include "pending_request.h"
#include "server.h"

namespace stackdev::lsp {

/// What all clients of one process share.
struct Process {
  boost::asio::io_context reading;
  Workers workers = Workers(1);  // for requests
  Workers commands = Workers(4); // for what may take minutes
  Dispatcher methods;
  bool checksParent = false;

  bool isWorking() const { return workers.working > 0 || commands.working > 0; }
};

class Session : public std::enable_shared_from_this<Session> {
public:
  struct Wire {
    std::function<void(std::string bytes)> send;
    std::function<bool()> isCongested; // the client does not read
    std::function<void(int status)> end;
  };

  Session(Process& process, Wire wire);
  ~Session();

  void receive(Frame frame);

  /// The client reads again.
  void uncongested();

  /// Nothing more comes; what was asked is still answered.
  void inputEnded(bool isInMessage);

  /// Whether so much is waiting that no more should be read.
  bool isBusy() const;

  /// Whether the input has ended and everything is answered.
  bool isDone() const;

private:
  enum class Phase { New, Running, ShutDown };

  void send(const json::object& message);
  void receive(Request message);
  void receive(Notification message);
  void receive(Response response);
  void receive(Malformed malformed);
  void initialize(PendingRequest& request, const json::value& params);
  void defer(const std::shared_ptr<PendingRequest>& request, const Dispatcher::Deferred& deferred,
             const json::value& params);
  void cancel(const json::value& params);
  void analyse(const std::string& key);
  void watchParent();
  void watchFiles();
  void end(int status);

  Process& process_;
  Wire wire_;
  Client client_;
  Server server_;
  PendingRequests pending_;
  std::shared_ptr<Lane> queries_;
  std::shared_ptr<Lane> commandLane_;
  CommandRunner runner_;
  Phase phase_ = Phase::New;
  std::size_t size_ = 0;            // of the message that is received
  std::set<std::string> toAnalyse_; // keys of documents
  std::optional<boost::asio::posix::stream_descriptor> parent_;
  std::optional<FileWatcher> watcher_;
  bool inputHasEnded_ = false;
  bool hasEnded_ = false;
};

} // namespace stackdev::lsp
