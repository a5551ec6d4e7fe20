// Bytes from and to clients, over standard input and output or a UNIX socket. The only place that
// opens sockets.
#pragma once

#include <array>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <stackdev/result.h>

#include "message_reader.h"
#include "session.h"

namespace stackdev::lsp {

/// One client's bytes. Keeps itself while there is something to wait for.
class Connection : public std::enable_shared_from_this<Connection> {
public:
  using Descriptor = boost::asio::posix::stream_descriptor;
  /// Called once, when the client has gone and all that it may still read was written.
  using OnEnd = std::function<void(int status)>;

  Connection(Process& process, Descriptor input, Descriptor output, OnEnd onEnd);

  void start();

private:
  void read();
  void receive(const boost::system::error_code& error, std::size_t size);
  void send(std::string bytes);
  void write();
  void written(const boost::system::error_code& error);
  void resume();
  void finishInput();
  void end(int status);
  void finish();
  bool isCongested() const { return toWrite_.size() + writing_.size() > kMaxOutput; }

  /// What may wait for a client to read it before it is listened to again.
  static constexpr std::size_t kMaxOutput = std::size_t{1} << 20U;

  Descriptor input_;
  Descriptor output_;
  OnEnd onEnd_;
  MessageReader reader_;
  std::array<char, 65536> buffer_;
  std::string writing_;
  std::string toWrite_;
  boost::asio::steady_timer timer_;
  int waited_ = 0; // for what was asked before the input's end
  int status_ = 0;
  bool isReading_ = false;
  bool isEnding_ = false;
  bool hasEnded_ = false;
  std::shared_ptr<Session> session_;
};

/// One client on standard input and output.
std::shared_ptr<Connection> connectStandardStreams(Process& process, Connection::OnEnd onEnd);

/// Any number of clients on a UNIX socket that only its owner may use.
class Listener {
public:
  /// Errors: Io, also if another server listens there.
  static Result<std::unique_ptr<Listener>> on(Process& process, const std::filesystem::path& path);

  /// Takes the socket away.
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

private:
  explicit Listener(Process& process, std::filesystem::path path);
  void accept();

  Process& process_;
  std::filesystem::path path_;
  boost::asio::local::stream_protocol::acceptor acceptor_;
  boost::asio::steady_timer pause_;
};

} // namespace stackdev::lsp
