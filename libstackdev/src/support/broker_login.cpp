#include "support/broker_login.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/descriptor.h"

namespace stackdev {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint16_t kConnection = 10; // the class; its methods:
constexpr std::uint16_t kStart = 10;
constexpr std::uint16_t kStartOk = 11;
constexpr std::uint16_t kTune = 30;
constexpr char kMethodFrame = 1;
constexpr char kFrameEnd = '\xce';
constexpr std::size_t kHeader = 7;
constexpr std::size_t kLargest = 64U << 10U; // bytes of a frame before anything is agreed

std::string number16(std::uint16_t value) {
  return {static_cast<char>(value >> 8U), static_cast<char>(value & 0xffU)};
}

std::string number32(std::size_t value) {
  return number16(static_cast<std::uint16_t>(value >> 16U)) +
         number16(static_cast<std::uint16_t>(value & 0xffffU));
}

/// A short string.
std::string text(std::string_view words) {
  return static_cast<char>(words.size()) + std::string(words);
}

std::string table(const std::string& fields) {
  return number32(fields.size()) + fields;
}

unsigned byteAt(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

/// Waits until something can be done with the socket, or for the deadline.
bool isReady(int fd, short events, Clock::time_point deadline) {
  const auto left =
      std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
  pollfd waited{fd, events, 0};
  return left > 0 && ::poll(&waited, 1, static_cast<int>(left)) == 1;
}

Result<Descriptor> connected(int port, Clock::time_point deadline) {
  Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const auto* generic = reinterpret_cast<const sockaddr*>(&address);
  if (::connect(socket.fd(), generic, sizeof address) != 0 && errno != EINPROGRESS)
    return Error{ErrorCode::NotFound, "nobody listens on port " + std::to_string(port)};
  int failure = 0;
  socklen_t size = sizeof failure;
  if (!isReady(socket.fd(), POLLOUT, deadline) ||
      ::getsockopt(socket.fd(), SOL_SOCKET, SO_ERROR, &failure, &size) != 0 || failure != 0)
    return Error{ErrorCode::NotFound, "nobody listens on port " + std::to_string(port)};
  return socket;
}

/// So many bytes, fewer where the other side ends or takes too long.
std::string received(int fd, std::size_t wanted, Clock::time_point deadline) {
  std::string bytes;
  std::array<char, 4096> buffer{};
  while (bytes.size() < wanted && isReady(fd, POLLIN, deadline)) {
    const auto size = ::recv(fd, buffer.data(), std::min(buffer.size(), wanted - bytes.size()), 0);
    if (size <= 0)
      break;
    bytes.append(buffer.data(), static_cast<std::size_t>(size));
  }
  return bytes;
}

/// The number of the next method of the connection; 0 if none came.
std::uint16_t nextMethod(int fd, Clock::time_point deadline) {
  const auto header = received(fd, kHeader, deadline);
  if (header.size() < kHeader || header.front() != kMethodFrame)
    return 0;
  const std::size_t size = byteAt(header, 3) << 24U | byteAt(header, 4) << 16U |
                           byteAt(header, 5) << 8U | byteAt(header, 6);
  if (size < 4 || size > kLargest)
    return 0;
  const auto frame = received(fd, size + 1, deadline);
  if (frame.size() < size + 1 || frame.back() != kFrameEnd ||
      (byteAt(frame, 0) << 8U | byteAt(frame, 1)) != kConnection)
    return 0;
  return static_cast<std::uint16_t>(byteAt(frame, 2) << 8U | byteAt(frame, 3));
}

bool send(int fd, const std::string& bytes) {
  return ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
}

} // namespace

std::string brokerGreeting() {
  return {'A', 'M', 'Q', 'P', 0, 0, 9, 1};
}

/// Says that we want to be told of a refusal: else the broker is silent for seconds, then hangs up.
std::string brokerLogin(std::string_view name, std::string_view password) {
  const auto response =
      std::string(1, '\0') + std::string(name) + std::string(1, '\0') + std::string(password);
  std::string method = number16(kConnection) + number16(kStartOk);
  method +=
      table(text("capabilities") + 'F' + table(text("authentication_failure_close") + "t\x01"));
  method += text("PLAIN") + number32(response.size()) + response + text("en_US");
  return std::string(1, kMethodFrame) + number16(0) + number32(method.size()) + method + kFrameEnd;
}

Result<bool> brokerTakes(int port, std::string_view name, std::string_view password,
                         std::chrono::milliseconds deadline) {
  const auto end = Clock::now() + deadline;
  const auto socket = connected(port, end);
  if (!socket)
    return socket.error();
  if (!send(socket->fd(), brokerGreeting()) || nextMethod(socket->fd(), end) != kStart)
    return Error{ErrorCode::Protocol,
                 "what listens on port " + std::to_string(port) + " speaks no AMQP 0-9-1"};
  if (!send(socket->fd(), brokerLogin(name, password)))
    return Error{ErrorCode::Io, "port " + std::to_string(port) + " was closed"};
  return nextMethod(socket->fd(), end) == kTune; // else it is told why, or just closed
}

} // namespace stackdev
