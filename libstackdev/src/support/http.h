// One HTTP request over TCP or a UNIX socket: what readiness checks, supervisord and the stack's
// own services are asked with. No TLS, no redirects: everything is on this machine.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <stackdev/result.h>

namespace stackdev {

/// A UNIX socket, or a port of 127.0.0.1.
using Address = std::variant<std::filesystem::path, int>;

struct HttpRequest {
  std::string method = "GET";
  std::string target = "/";
  std::string body{};
  std::vector<std::pair<std::string, std::string>> headers{};
};

struct HttpAnswer {
  int status;
  std::string body;
};

/// Errors: NotFound if nobody listens there, Io, Protocol if what answers is no HTTP server.
Result<HttpAnswer> httpAnswer(const Address& address, const HttpRequest& request,
                              std::chrono::milliseconds deadline);

/// True if a connection is taken.
bool takesConnections(int port, std::chrono::milliseconds deadline);

/// The parts of "http://127.0.0.1:8774/v2.1?x"; only loopback addresses are answered for. Errors:
/// InvalidArgument.
struct HttpUrl {
  int port;
  std::string target;
};
Result<HttpUrl> parsedUrl(const std::string& url);

} // namespace stackdev
