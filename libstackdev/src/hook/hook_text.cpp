#include "hook/hook_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include <arpa/inet.h>

#include "support/find_bytes.h"

namespace stackdev {
namespace {

constexpr std::string_view kHead = "try:  # stackdev:hook ";
constexpr std::string_view kSign = "# stackdev:hook ";
constexpr std::size_t kLines = 5;

/// FNV-1a over the lines, without indentation and line ends.
std::string checksum(const std::vector<std::string>& lines) {
  std::uint32_t sum = 2166136261U;
  for (const auto& line : lines)
    for (const char c : line + "\n")
      sum = (sum ^ static_cast<unsigned char>(c)) * 16777619U;
  std::array<char, 9> text{};
  std::snprintf(text.data(), text.size(), "%08x", sum);
  return text.data();
}

/// As a Python literal that Python 2 and 3 read alike, whatever the file's encoding.
std::string pythonString(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      (result += '\\') += c;
    } else if (byte < 0x20 || byte >= 0x7F) {
      std::array<char, 5> escape{};
      std::snprintf(escape.data(), escape.size(), "\\x%02x", byte);
      result += escape.data();
    } else {
      result += c;
    }
  }
  return result + "\"";
}

/// A path: in Python 3 one of letters, not of the bytes that encode them.
std::string pythonPath(std::string_view path) {
  const bool isAscii = std::all_of(path.begin(), path.end(),
                                   [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  return isAscii ? pythonString(path)
                 : R"(getattr(__import__("os"), "fsdecode", str)(b)" + pythonString(path) + ")";
}

std::string addressOf(const DebugServer& server) {
  const bool isV6 = server.host.find(':') != std::string::npos;
  return (isV6 ? "[" + server.host + "]" : server.host) + ":" + std::to_string(server.port);
}

/// The first line's part behind kHead, without the checksum.
std::string headOf(HookKind kind, const DebugServer& server) {
  return addressOf(server) + (kind == HookKind::Auto ? " auto" : " here");
}

std::optional<DebugServer> serverOf(std::string_view address) {
  const auto colon = address.rfind(':');
  if (colon == std::string_view::npos)
    return std::nullopt;
  DebugServer server;
  server.host = address.substr(0, colon);
  if (server.host.starts_with('[') && server.host.ends_with(']'))
    server.host = server.host.substr(1, server.host.size() - 2);
  const auto digits = address.substr(colon + 1);
  const auto [end, failed] =
      std::from_chars(digits.data(), digits.data() + digits.size(), server.port);
  if (failed != std::errc() || end != digits.data() + digits.size())
    return std::nullopt;
  return server;
}

/// Reads the hook whose sign is at `sign`.
Hook hookAt(const SourceText& source, std::size_t sign) {
  const auto bytes = source.bytes();
  const auto start = source.lineStart(sign);
  Hook hook{"", source.position(start).line, start, source.lineEnd(sign), false, {}, ""};
  const auto indentation = bytes.substr(start, bytes.find_first_not_of(" \t\f", start) - start);
  std::vector<std::string> lines;
  auto at = start;
  for (std::size_t i = 0; i < kLines && at < bytes.size(); ++i) {
    const auto end = source.lineEnd(at);
    auto line = bytes.substr(at, end - at);
    if (!line.starts_with(indentation))
      break;
    lines.emplace_back(line.substr(indentation.size()));
    at = end + source.terminatorAt(end).size();
  }
  Hook broken{"",
              hook.line,
              hook.start,
              hook.end,
              false,
              {},
              "the hook was changed by hand; take its lines out yourself"};
  if (lines.size() != kLines || !lines[0].starts_with(kHead))
    return broken;
  const auto head = lines[0].substr(kHead.size());
  const auto lastSpace = head.rfind(' ');
  if (lastSpace == std::string::npos)
    return broken;
  lines[0].resize(kHead.size() + lastSpace);
  if (checksum(lines) != head.substr(lastSpace + 1))
    return broken;
  const auto kind = head.find(' ');
  const auto server = serverOf(std::string_view(head).substr(0, kind));
  if (!server)
    return broken;
  hook.server = *server;
  hook.isAtLine = head.substr(kind, lastSpace - kind) == " here";
  hook.end = at;
  return hook;
}

} // namespace

std::string hookText(HookKind kind, const DebugServer& server, std::string_view bootstrap,
                     std::string_view indentation, std::string_view newline) {
  // No name is bound: the module and the function around keep theirs.
  const std::string start = kind == HookKind::Auto ? "start" : "stop_here";
  std::vector<std::string> lines = {
      std::string(kHead) + headOf(kind, server),
      "    __import__(\"sys\").path.append(" + pythonPath(bootstrap) + ")",
      "    __import__(\"stackdev_bootstrap.hook\", fromlist=[\"x\"])." + start + "(" +
          pythonString(server.host) + ", " + std::to_string(server.port) + ")",
      "except Exception:  # without a debugger the program runs all the same",
      std::string("    __import__(\"sys\").stderr.write(\"stackdev: no debugger: %s\\n\" % ") +
          "(__import__(\"sys\").exc_info()[1],))",
  };
  lines[0] += " " + checksum(lines);
  std::string text;
  for (const auto& line : lines)
    ((text += indentation) += line) += newline;
  return text;
}

std::vector<Hook> foundHooks(const SourceText& source, const SyntaxTree& tree) {
  std::vector<Hook> hooks;
  const auto bytes = source.bytes();
  for (auto at = findBytes(bytes, kSign); at != std::string_view::npos;
       at = findBytes(bytes, kSign, at + 1)) {
    const auto node = ts_node_descendant_for_byte_range(tree.root(), static_cast<std::uint32_t>(at),
                                                        static_cast<std::uint32_t>(at + 1));
    if (kindOf(node) == Kind::Comment && startOf(node) == at)
      hooks.push_back(hookAt(source, at));
  }
  return hooks;
}

bool mayHoldHooks(std::string_view text) {
  return findBytes(text, kSign) != std::string_view::npos;
}

Result<DebugServer> checkedServer(DebugServer server) {
  if (server.host == "localhost")
    server.host = "127.0.0.1";
  in_addr four{};
  in6_addr six{};
  const bool isLoopback4 =
      ::inet_pton(AF_INET, server.host.c_str(), &four) == 1 && (ntohl(four.s_addr) >> 24U) == 127;
  const bool isLoopback6 =
      ::inet_pton(AF_INET6, server.host.c_str(), &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
  if (!isLoopback4 && !isLoopback6)
    return Error{ErrorCode::InvalidArgument,
                 "host " + server.host +
                     ": not this machine's loopback (127.0.0.1, ::1); who answers there may run "
                     "anything in the process. Use an ssh tunnel for another machine"};
  if (server.port == 0)
    return Error{ErrorCode::InvalidArgument, "port 0: expected 1..65535"};
  return server;
}

} // namespace stackdev
