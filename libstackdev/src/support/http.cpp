#include "support/http.h"

#include <charconv>
#include <optional>

#include <boost/asio/connect.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

namespace stackdev {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Failure = boost::system::error_code;

constexpr std::size_t kMostBytes = std::size_t{64} << 20U;

asio::generic::stream_protocol::endpoint endpointOf(const Address& address) {
  if (const auto* socket = std::get_if<std::filesystem::path>(&address))
    return asio::local::stream_protocol::endpoint(socket->string());
  return asio::ip::tcp::endpoint(asio::ip::address_v4::loopback(),
                                 static_cast<unsigned short>(std::get<int>(address)));
}

std::string textOf(const Address& address) {
  if (const auto* socket = std::get_if<std::filesystem::path>(&address))
    return socket->string();
  return "127.0.0.1:" + std::to_string(std::get<int>(address));
}

/// Connects, writes, reads, each when the one before is done; whoever runs `context` limits the
/// time.
class Exchange {
public:
  Exchange(asio::io_context& context, const Address& address, const HttpRequest& request)
      : socket_(context), request_(http::string_to_verb(request.method), request.target, 11) {
    request_.set(http::field::host, "127.0.0.1");
    request_.set(http::field::user_agent, "stackdev");
    request_.set(http::field::connection, "close");
    for (const auto& [name, value] : request.headers)
      request_.set(name, value);
    request_.body() = request.body;
    request_.prepare_payload();
    answer_.body_limit(kMostBytes);
    const auto endpoint = endpointOf(address);
    socket_.open(endpoint.protocol());
    socket_.async_connect(endpoint, [this](Failure failure) {
      connected_ = !failure;
      if (!ended(failure))
        write();
    });
  }

  bool connected() const { return connected_; }
  const std::optional<Failure>& end() const { return end_; }
  const http::response<http::string_body>& answer() const { return answer_.get(); }

private:
  void write() {
    http::async_write(socket_, request_, [this](Failure failure, std::size_t) {
      if (!ended(failure))
        read();
    });
  }

  void read() {
    http::async_read(socket_, buffer_, answer_,
                     [this](Failure failure, std::size_t) { end_ = failure; });
  }

  bool ended(Failure failure) {
    if (failure)
      end_ = failure;
    return failure.failed();
  }

  asio::generic::stream_protocol::socket socket_;
  boost::beast::flat_buffer buffer_;
  http::request<http::string_body> request_;
  http::response_parser<http::string_body> answer_;
  bool connected_ = false;
  std::optional<Failure> end_; // nullopt: not yet
};

} // namespace

Result<HttpAnswer> httpAnswer(const Address& address, const HttpRequest& request,
                              std::chrono::milliseconds deadline) {
  try {
    asio::io_context context;
    Exchange exchange(context, address, request);
    context.run_for(deadline);
    if (!exchange.end())
      return Error{ErrorCode::Io, textOf(address) + " does not answer within " +
                                      std::to_string(deadline.count()) + " ms"};
    if (!*exchange.end())
      return HttpAnswer{static_cast<int>(exchange.answer().result_int()), exchange.answer().body()};
    if (!exchange.connected())
      return Error{ErrorCode::NotFound,
                   textOf(address) + " takes no connection: " + exchange.end()->message()};
    return Error{ErrorCode::Protocol, textOf(address) + ": " + exchange.end()->message()};
  } catch (const std::exception& failure) {
    return Error{ErrorCode::Io, textOf(address) + ": " + failure.what()};
  }
}

bool takesConnections(int port, std::chrono::milliseconds deadline) {
  try {
    asio::io_context context;
    asio::ip::tcp::socket socket(context);
    bool connected = false;
    socket.async_connect({asio::ip::address_v4::loopback(), static_cast<unsigned short>(port)},
                         [&](Failure failure) { connected = !failure; });
    context.run_for(deadline);
    return connected;
  } catch (const std::exception&) { // no descriptor is left, for one
    return false;
  }
}

Result<HttpUrl> parsedUrl(const std::string& url) {
  constexpr std::string_view kScheme = "http://127.0.0.1:";
  const auto refused =
      Error{ErrorCode::InvalidArgument, "expected http://127.0.0.1:PORT/..., got " + url};
  if (!url.starts_with(kScheme))
    return refused;
  HttpUrl parts{0, "/"};
  const auto* begin = url.data() + kScheme.size();
  const auto* end = url.data() + url.size();
  const auto [rest, failure] = std::from_chars(begin, end, parts.port);
  if (failure != std::errc() || parts.port < 1 || parts.port > 65535 ||
      (rest != end && *rest != '/'))
    return refused;
  if (rest != end)
    parts.target.assign(rest, end);
  return parts;
}

} // namespace stackdev
