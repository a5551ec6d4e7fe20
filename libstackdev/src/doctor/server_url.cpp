#include "doctor/server_url.h"

#include <cctype>
#include <charconv>

namespace stackdev {
namespace {

constexpr int kMysqlPort = 3306;
constexpr int kRabbitPort = 5672;

std::string unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned value = 0;
    const auto* digits = text.data() + i + 1;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(digits, digits + 2, value, 16).ptr == digits + 2) {
      plain += static_cast<char>(value);
      i += 2;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

std::optional<ServerUrl::Kind> kindOf(std::string_view text) {
  if (text.starts_with("mysql://") || text.starts_with("mysql+"))
    return ServerUrl::Kind::Database;
  if (text.starts_with("rabbit://") || text.starts_with("amqp://"))
    return ServerUrl::Kind::Broker;
  return std::nullopt;
}

} // namespace

std::optional<ServerUrl> serverUrl(std::string_view text) {
  const auto kind = kindOf(text);
  const auto begin = text.find("://");
  if (!kind || begin == std::string_view::npos)
    return std::nullopt;
  ServerUrl url;
  url.kind = *kind;
  url.port = *kind == ServerUrl::Kind::Database ? kMysqlPort : kRabbitPort;
  text.remove_prefix(begin + 3);
  text = text.substr(0, text.find('?'));
  if (const auto slash = text.find('/'); slash != std::string_view::npos) {
    url.path = unescaped(text.substr(slash + 1));
    text = text.substr(0, slash);
  }
  if (*kind == ServerUrl::Kind::Broker)
    text = text.substr(0, text.find(','));
  if (const auto at = text.rfind('@'); at != std::string_view::npos) {
    const auto login = text.substr(0, at);
    const auto colon = login.find(':');
    url.user = unescaped(login.substr(0, colon));
    if (colon != std::string_view::npos)
      url.password = unescaped(login.substr(colon + 1));
    text.remove_prefix(at + 1);
  }
  const auto colon = text.rfind(':');
  url.host = text.substr(0, colon);
  if (colon != std::string_view::npos)
    std::from_chars(text.data() + colon + 1, text.data() + text.size(), url.port);
  return url;
}

} // namespace stackdev
