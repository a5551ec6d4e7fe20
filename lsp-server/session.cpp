#include "session.h"

#include <cerrno>
#include <cstring>

#include <sys/syscall.h>
#include <unistd.h>

#include <spdlog/spdlog.h>

#include "features/diagnostics.h"
#include "guarded.h"
#include "json_text.h"

namespace stackdev::lsp {
namespace {

// What may wait before no more is read. Far above what an editor asks at once, and low enough that
// nobody's memory fills.
constexpr std::size_t kMaxPending = 20'000;
constexpr std::size_t kMaxPendingBytes = std::size_t{16} << 20U;
constexpr std::size_t kCommandsAtOnce = 4;

} // namespace

Session::Session(Process& process, Wire wire)
    : process_(process), wire_(std::move(wire)),
      client_([this](const json::object& message) { send(message); }), server_{client_},
      pending_([this](const json::object& message) { send(message); }),
      queries_(std::make_shared<Lane>(process.reading, process.workers, 1,
                                      [this] { return !wire_.isCongested(); })),
      commandLane_(std::make_shared<Lane>(process.reading, process.commands, kCommandsAtOnce,
                                          [this] { return !wire_.isCongested(); })),
      runner_(process.reading, server_, commandLane_) {
  server_.analyse = [this](const std::string& key) { analyse(key); };
  server_.watch = [this] { watchFiles(); };
}

Session::~Session() {
  hasEnded_ = true; // nothing more is sent
  pending_.cancelAll();
  queries_->close();
  commandLane_->close();
}

void Session::send(const json::object& message) {
  if (hasEnded_)
    return;
  const auto body = asciiJson(message);
  spdlog::debug("-> {}", body);
  wire_.send("Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
}

void Session::receive(Frame frame) {
  if (hasEnded_)
    return;
  if (const auto* broken = std::get_if<BrokenFrame>(&frame)) {
    spdlog::error("the connection ends: {}", broken->message);
    return end(1);
  }
  if (const auto* oversized = std::get_if<OversizedBody>(&frame)) {
    const auto message = "a message of " + std::to_string(oversized->size) +
                         " bytes was passed over: the limit is " + std::to_string(kMaxBody);
    spdlog::error("{}", message);
    if (oversized->id)
      return send(errorJson(oversized->id, RpcError::InvalidRequest, message));
    return client_.showMessage(MessageType::Error, message);
  }
  auto& text = std::get<Body>(frame).text;
  spdlog::debug("<- {}", std::string_view(text).substr(0, 2000));
  auto whole = parsedJson(text);
  size_ = text.size();
  text = {}; // it may be large
  if (!whole)
    return send(errorJson(std::nullopt, RpcError::ParseError, whole.error().message));
  std::visit([this](auto&& message) { receive(std::forward<decltype(message)>(message)); },
             messageOf(std::move(*whole)));
}

void Session::receive(const Malformed& malformed) {
  spdlog::warn("{}", malformed.message);
  if (malformed.isAnswered)
    send(errorJson(malformed.id, malformed.code, malformed.message));
}

void Session::receive(const Response& response) {
  client_.receive(response);
}

void Session::receive(const Request& message) {
  const auto request = pending_.add(message.id, message.method, size_);
  if (message.method == "initialize")
    return initialize(*request, message.params);
  if (phase_ == Phase::New)
    return request->fail(RpcError::ServerNotInitialized, "initialize comes first");
  if (phase_ == Phase::ShutDown)
    return request->fail(RpcError::InvalidRequest, "the server was shut down");
  if (message.method == "shutdown") {
    phase_ = Phase::ShutDown;
    return request->answer(json::value());
  }
  if (message.method == "workspace/executeCommand") {
    const auto params = parse<ExecuteCommandParams>(message.params);
    if (!params)
      return request->answer(params.error());
    return runner_.run(request, *params);
  }
  if (const auto* immediate = process_.methods.request(message.method))
    return request->answer((*immediate)(server_, message.params));
  if (const auto* deferred = process_.methods.query(message.method))
    return defer(request, *deferred, message.params);
  request->fail(RpcError::MethodNotFound, message.method + " is no method of this server");
}

void Session::initialize(PendingRequest& request, const json::value& params) {
  if (phase_ != Phase::New)
    return request.fail(RpcError::InvalidRequest, "initialize comes once");
  auto result = process_.methods.request("initialize");
  auto answer = (*result)(server_, params);
  const bool isFine = answer.has_value();
  request.answer(std::move(answer));
  if (!isFine)
    return;
  phase_ = Phase::Running;
  if (process_.checksParent)
    watchParent();
}

void Session::defer(const std::shared_ptr<PendingRequest>& request,
                    const Dispatcher::Deferred& deferred, const json::value& params) {
  auto work = deferred(params);
  if (!work)
    return request->answer(work.error());
  queries_->submit(
      [request, work = std::move(*work), query = server_.query(request->cancelled())]() -> Job {
        if (request->isAnswered())
          return {};
        return [request, work, query]() -> Done {
          auto result = std::make_shared<Result<json::value>>(guarded([&] { return work(query); }));
          return [request, result] { request->answer(std::move(*result)); };
        };
      });
}

void Session::receive(Notification&& message) {
  if (message.method == "exit")
    return end(phase_ == Phase::ShutDown ? 0 : 1);
  if (phase_ == Phase::New) {
    spdlog::warn("{} came before initialize", message.method);
    return;
  }
  if (message.method == "shutdown") { // so does Kate
    phase_ = Phase::ShutDown;
    return;
  }
  if (message.method == "$/cancelRequest")
    return cancel(message.params);
  if (message.method == "window/workDoneProgress/cancel") {
    if (const auto params = parse<WorkDoneProgressCancelParams>(message.params))
      runner_.cancelProgress(params->token);
    return;
  }
  const auto* handler = process_.methods.notification(message.method);
  if (handler == nullptr) {
    spdlog::debug("{} is not for this server", message.method);
    return;
  }
  if (const auto done = (*handler)(server_, std::move(message.params)); !done)
    spdlog::warn("{}: {}", message.method, done.error().message);
}

void Session::cancel(const json::value& params) {
  const auto given = parse<CancelParams>(params);
  if (!given) {
    spdlog::warn("$/cancelRequest: {}", given.error().message);
    return;
  }
  if (const auto* number = std::get_if<std::int32_t>(&given->id))
    pending_.cancel(Id(std::int64_t{*number}));
  else
    pending_.cancel(Id(std::get<std::string>(given->id)));
}

void Session::analyse(const std::string& key) {
  if (!toAnalyse_.insert(key).second)
    return;
  queries_->submit([this, key]() -> Job {
    toAnalyse_.erase(key);
    auto document = server_.documents.find(key);
    if (document == nullptr)
      return {};
    auto query = server_.query(std::make_shared<std::atomic<bool>>(false));
    return [this, key, document, query]() -> Done {
      auto report = std::make_shared<Result<Report>>(
          guarded([&]() -> Result<Report> { return reportOn(query, *document); }));
      return [this, key, document, report] {
        if (!*report)
          spdlog::error("{}: {}", document->uri(), report->error().message);
        else if (server_.documents.find(key) == document)
          publish(server_, *document, **report);
      };
    };
  });
}

void Session::uncongested() {
  queries_->proceed();
  commandLane_->proceed();
}

bool Session::isBusy() const {
  return pending_.count() > kMaxPending || pending_.bytes() > kMaxPendingBytes;
}

void Session::inputEnded(bool isInMessage) {
  if (isInMessage) {
    spdlog::error("the connection ends within a message");
    return end(1);
  }
  inputHasEnded_ = true;
}

void Session::watchFiles() {
  if (server_.can.registersWatchedFiles)
    return;
  std::set<std::filesystem::path> folders(server_.folders.begin(), server_.folders.end());
  for (const auto& [key, document] : *server_.documents.snapshot())
    if (document->isFile())
      folders.insert(document->path().parent_path());
  if (!watcher_ && !folders.empty())
    watcher_.emplace(process_.reading, [this] { server_.forgetFindings(); });
  if (watcher_)
    watcher_->watch(folders);
}

/// The end of the process that the client named is the end of the client.
void Session::watchParent() {
  if (!server_.parentProcess)
    return;
  const auto descriptor = static_cast<int>(::syscall(SYS_pidfd_open, *server_.parentProcess, 0));
  if (descriptor < 0) {
    const bool hasEnded = errno == ESRCH;
    spdlog::error("the client's process {}: {}", *server_.parentProcess, std::strerror(errno));
    return hasEnded ? end(1) : void();
  }
  parent_.emplace(process_.reading, descriptor);
  parent_->async_wait(boost::asio::posix::stream_descriptor::wait_read,
                      [weak = weak_from_this()](const boost::system::error_code& error) {
                        const auto self = weak.lock();
                        if (error || self == nullptr)
                          return;
                        spdlog::warn("the connection ends: the client's process has ended");
                        self->end(1);
                      });
}

bool Session::isDone() const {
  return hasEnded_ || (inputHasEnded_ && queries_->isIdle() && commandLane_->isIdle());
}

void Session::end(int status) {
  hasEnded_ = true;
  wire_.end(status);
}

} // namespace stackdev::lsp
