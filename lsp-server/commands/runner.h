// Carries out commands: work on another thread, progress, the question of trust, edits by the
// client, then what is written. Never waits: a client may leave a question open for ever.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "commands/command.h"
#include "commands/programs.h"
#include "lane.h"
#include "pending_request.h"
#include "protocol/workspace.h"
#include "server.h"

namespace stackdev::lsp {

class CommandRunner {
public:
  CommandRunner(boost::asio::io_context& reading, Server& server, std::shared_ptr<Lane> lane)
      : reading_(reading), server_(server), lane_(std::move(lane)), programs_(reading, server) {}

  void run(std::shared_ptr<PendingRequest> request, const ExecuteCommandParams& params);

  /// The user's cancel button.
  void cancelProgress(const ProgressToken& token);

private:
  class Running;
  boost::asio::io_context& reading_;
  Server& server_;
  std::shared_ptr<Lane> lane_;
  Programs programs_;
  std::int64_t lastToken_ = 0;
  std::map<ProgressToken, std::weak_ptr<PendingRequest>> tokens_;
};

} // namespace stackdev::lsp
