// Programs that a client had started: its user sees that they run and may end them; they end with
// the client.
#pragma once

#include <list>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include "commands/command.h"
#include "protocol/workspace.h"
#include "server.h"

namespace stackdev::lsp {

class Programs {
public:
  Programs(boost::asio::io_context& reading, Server& server) : reading_(reading), server_(server) {}

  /// Asks those that still run to end.
  ~Programs();
  Programs(const Programs&) = delete;
  Programs& operator=(const Programs&) = delete;

  void watch(StartedProgram program);

  /// The user's cancel button; false if it is not one of these programs'.
  bool cancel(const ProgressToken& token);

private:
  struct Running {
    StartedProgram program;
    boost::asio::posix::stream_descriptor end;
    ProgressToken token;
    bool isShown = false; // as progress
  };
  void showProgress(const ProgressToken& token);
  void ended(std::list<Running>::iterator running);
  Running* find(const ProgressToken& token);

  boost::asio::io_context& reading_;
  Server& server_;
  std::list<Running> running_;
};

} // namespace stackdev::lsp
