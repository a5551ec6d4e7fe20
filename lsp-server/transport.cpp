#include "transport.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <spdlog/spdlog.h>

namespace stackdev::lsp {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr auto kTick = 20ms;
constexpr int kMaxTicks = 250;    // for answers after the input has ended
constexpr auto kMaxFlush = 500ms; // for a client that leaves without reading

} // namespace

Connection::Connection(Process& process, Descriptor input, Descriptor output, OnEnd onEnd)
    : input_(std::move(input)), output_(std::move(output)), onEnd_(std::move(onEnd)),
      timer_(process.reading),
      session_(std::make_shared<Session>(
          process,
          Session::Wire{[this](std::string bytes) { send(std::move(bytes)); },
                        [this] { return isCongested(); }, [this](int status) { end(status); }})) {}

void Connection::start() {
  read();
}

void Connection::read() {
  if (isReading_ || isEnding_ || isCongested() || session_->isBusy())
    return;
  isReading_ = true;
  input_.async_read_some(asio::buffer(buffer_),
                         [self = shared_from_this()](const auto& error, std::size_t size) {
                           self->isReading_ = false;
                           self->receive(error, size);
                         });
}

void Connection::receive(const boost::system::error_code& error, std::size_t size) {
  if (isEnding_)
    return;
  if (error)
    return finishInput();
  reader_.append({buffer_.data(), size});
  while (auto frame = reader_.next())
    session_->receive(std::move(*frame));
  read();
}

void Connection::send(std::string bytes) {
  if (hasEnded_)
    return;
  if (toWrite_.empty())
    toWrite_ = std::move(bytes);
  else
    toWrite_ += bytes;
  write();
  resume(); // an answer was given: there may be room for another request
}

void Connection::resume() {
  if (!isReading_ && !isEnding_)
    asio::post(input_.get_executor(), [self = shared_from_this()] { self->read(); });
}

void Connection::write() {
  if (!writing_.empty() || toWrite_.empty())
    return;
  writing_ = std::exchange(toWrite_, {});
  asio::async_write(
      output_, asio::buffer(writing_),
      [self = shared_from_this()](const auto& error, std::size_t) { self->written(error); });
}

void Connection::written(const boost::system::error_code& error) {
  if (hasEnded_)
    return;
  if (error) {
    spdlog::warn("the client does not read any more: {}", error.message());
    status_ = isEnding_ ? status_ : 1;
    return finish();
  }
  writing_ = {};
  write();
  if (isEnding_ && writing_.empty())
    return finish();
  session_->uncongested();
  resume();
}

void Connection::finishInput() {
  if (waited_ == 0)
    session_->inputEnded(reader_.isInMessage());
  if (isEnding_)
    return;
  if (session_->isDone() || ++waited_ > kMaxTicks)
    return end(0);
  timer_.expires_after(kTick);
  timer_.async_wait([self = shared_from_this()](const auto& error) {
    if (!error)
      self->finishInput();
  });
}

void Connection::end(int status) {
  if (isEnding_)
    return;
  isEnding_ = true;
  status_ = status;
  boost::system::error_code ignored;
  input_.cancel(ignored);
  if (writing_.empty())
    return asio::post(output_.get_executor(), [self = shared_from_this()] { self->finish(); });
  timer_.expires_after(kMaxFlush);
  timer_.async_wait([self = shared_from_this()](const auto& error) {
    if (!error)
      self->finish();
  });
}

void Connection::finish() {
  if (hasEnded_)
    return;
  hasEnded_ = true;
  isEnding_ = true;
  boost::system::error_code ignored;
  timer_.cancel(ignored);
  input_.cancel(ignored);
  output_.close(ignored);
  onEnd_(status_);
}

std::shared_ptr<Connection> connectStandardStreams(Process& process, Connection::OnEnd onEnd) {
  auto connection = std::make_shared<Connection>(
      process, Connection::Descriptor(process.reading, ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)),
      Connection::Descriptor(process.reading, ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)),
      std::move(onEnd));
  connection->start();
  return connection;
}

Listener::Listener(Process& process, std::filesystem::path path)
    : process_(process), path_(std::move(path)), acceptor_(process.reading),
      pause_(process.reading) {}

Listener::~Listener() {
  std::error_code ignored;
  if (acceptor_.is_open())
    std::filesystem::remove(path_, ignored);
}

Result<std::unique_ptr<Listener>> Listener::on(Process& process,
                                               const std::filesystem::path& path) {
  using Protocol = asio::local::stream_protocol;
  const auto failure = [&](const std::string& why) {
    return Error{ErrorCode::Io, "cannot listen on " + path.string() + ": " + why};
  };
  if (path.string().size() >= 108) // sockaddr_un
    return failure("the path is too long for a socket");
  const Protocol::endpoint endpoint(path.string());
  boost::system::error_code error;
  std::error_code unknown; // bind says what is wrong with the path
  if (std::filesystem::is_socket(path, unknown)) {
    Protocol::socket probe(process.reading);
    if (!probe.connect(endpoint, error))
      return failure("another server does");
    std::filesystem::remove(path, unknown); // of a server that was killed
  }
  std::unique_ptr<Listener> listener(new Listener(process, path));
  auto& acceptor = listener->acceptor_;
  Protocol::acceptor opened(process.reading);
  if (opened.open(endpoint.protocol(), error))
    return failure(error.message());
  const auto mask = ::umask(0177);
  opened.bind(endpoint, error);
  ::umask(mask);
  if (error == asio::error::address_in_use)
    return failure("something that is no socket is there");
  if (error || opened.listen(asio::socket_base::max_listen_connections, error))
    return failure(error.message());
  acceptor = std::move(opened);
  listener->accept();
  return listener;
}

void Listener::accept() {
  acceptor_.async_accept([this](const boost::system::error_code& error, auto socket) {
    if (error == asio::error::operation_aborted)
      return;
    if (error) { // too many files are open: some client will leave
      spdlog::error("cannot take another client: {}", error.message());
      pause_.expires_after(100ms);
      return pause_.async_wait([this](const auto& cancelled) {
        if (!cancelled)
          accept();
      });
    }
    const int output = ::fcntl(socket.native_handle(), F_DUPFD_CLOEXEC, 3);
    if (output >= 0)
      std::make_shared<Connection>(process_,
                                   Connection::Descriptor(process_.reading, socket.release()),
                                   Connection::Descriptor(process_.reading, output), [](int) {})
          ->start();
    accept();
  });
}

} // namespace stackdev::lsp
