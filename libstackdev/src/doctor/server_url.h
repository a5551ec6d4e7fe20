// The URLs by which configuration files name databases and brokers.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace stackdev {

/// "mysql+pymysql://nova:secret@127.0.0.1:3306/nova?charset=utf8", percent escapes resolved.
struct ServerUrl {
  enum class Kind { Database, Broker };
  Kind kind = Kind::Database;
  std::string user;
  std::string password;
  std::string host;
  int port = 0;     // the usual one where none is said
  std::string path; // the database; without the query

  /// "localhost" or 127.0.0.1.
  bool isOfThisMachine() const { return host == "localhost" || host == "127.0.0.1"; }
};

/// nullopt for what is neither a MySQL URL nor a RabbitMQ one; of several brokers the first.
std::optional<ServerUrl> serverUrl(std::string_view text);

} // namespace stackdev
