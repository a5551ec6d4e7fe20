// Databases and brokers that configuration files lead to on this machine: whether somebody listens,
// whether the login that the file has is taken, and who may log in without a secret.
#include <algorithm>
#include <charconv>
#include <set>

#include "doctor/database_client.h"
#include "doctor/examination.h"
#include "doctor/settings.h"
#include "support/broker_login.h"
#include "support/listeners.h"
#include "support/process.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

/// A URL in a configuration file that leads to this machine.
struct Backend {
  Path file;
  std::size_t line;
  std::string setting;
  ServerUrl url;
};

/// The broker as files of 2012 name it: rabbit_host, rabbit_userid, rabbit_password.
void addFlags(const ConfigurationFile& file, std::vector<Backend>& found) {
  Backend backend{file.path, 0, "rabbit_password", {}};
  backend.url = {ServerUrl::Kind::Broker, "guest", "guest", "localhost", 5672, {}};
  for (const auto& setting : settingsIn(file.text)) {
    if (!setting.name.starts_with("rabbit_"))
      continue;
    if (setting.name == "rabbit_host")
      backend.url.host = setting.value;
    else if (setting.name == "rabbit_userid")
      backend.url.user = setting.value;
    else if (setting.name == "rabbit_password")
      backend.url.password = setting.value;
    else if (setting.name == "rabbit_port")
      std::from_chars(setting.value.data(), setting.value.data() + setting.value.size(),
                      backend.url.port);
    else
      continue;
    backend.line = setting.line;
  }
  if (backend.line > 0 && backend.url.isOfThisMachine())
    found.push_back(std::move(backend));
}

std::vector<Backend> backendsOf(const Examination& examined) {
  std::vector<Backend> found;
  for (const auto& file : examined.configurations) {
    addFlags(file, found);
    for (const auto& setting : settingsIn(file.text)) {
      auto url = serverUrl(setting.value);
      if (url && url->isOfThisMachine())
        found.push_back({file.path, setting.line, std::string(setting.name), std::move(*url)});
    }
  }
  return found;
}

void tellDown(const Backend& backend, Findings& found) {
  const bool isDatabase = backend.url.kind == ServerUrl::Kind::Database;
  found.push_back({isDatabase ? "database-down" : "broker-down", Severity::Error, backend.file,
                   backend.setting + " leads to port " + std::to_string(backend.url.port) +
                       " of this machine, where nobody listens",
                   isDatabase ? "start MySQL or MariaDB, or let stackdev up do it"
                              : "start RabbitMQ, or let stackdev up do it",
                   backend.line});
}

/// "ERROR 1045 (28000): ..." of the client.
bool saysError(const CommandOutput& answer, const char* number) {
  return answer.errors.find(std::string("ERROR ") + number + " ") != std::string::npos;
}

void checkLogin(const Backend& backend, Findings& found) {
  const auto answer = databaseAnswer(backend.url, "SHOW DATABASES");
  if (!answer)
    return;
  if (saysError(*answer, "1045") || saysError(*answer, "1698")) {
    found.push_back(
        {"database-login-refused", Severity::Error, backend.file,
         "the database refuses " + backend.url.user + " with the password of " + backend.setting,
         "mariadb -e \"CREATE USER '" + backend.url.user +
             "'@'%' IDENTIFIED BY 'PASSWORD'\", or mend the URL; an account of the "
             "same name for one host only, or an anonymous one, comes first",
         backend.line});
    return;
  }
  const auto line = "\n" + backend.url.path + "\n";
  if (answer->status == 0 && !backend.url.path.empty() &&
      ("\n" + answer->output).find(line) == std::string::npos)
    found.push_back({"database-missing", Severity::Error, backend.file,
                     "the server has no database " + backend.url.path + " that " +
                         backend.url.user + " may use",
                     "mariadb -e \"CREATE DATABASE " + backend.url.path + "; GRANT ALL ON " +
                         backend.url.path + ".* TO '" + backend.url.user + "'@'%'\"",
                     backend.line});
}

/// Accounts of the server at this port that need no password: found by using one.
void checkOpenAccounts(const Backend& backend, Findings& found) {
  ServerUrl server = backend.url;
  server.user = "root";
  server.password.clear();
  const auto answer =
      databaseAnswer(server, "SELECT DISTINCT User, Host FROM mysql.user WHERE plugin IN ('', "
                             "'mysql_native_password') AND (authentication_string = '' OR "
                             "authentication_string IS NULL)");
  if (!answer || answer->status != 0)
    return;
  std::vector<std::string> accounts;
  std::string_view rest = answer->output;
  while (!rest.empty()) {
    const auto line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    const auto tab = line.find('\t');
    if (tab != std::string_view::npos)
      accounts.push_back(std::string(line.substr(0, tab)) + "@" +
                         std::string(line.substr(tab + 1)));
  }
  found.push_back(
      {"database-open-account",
       Severity::Warning,
       {},
       "root logs in to the database on port " + std::to_string(server.port) +
           " of this machine without a password" +
           (accounts.empty() ? "" : "; accounts without one: " + listed(accounts)),
       "mariadb-secure-installation; or ALTER USER ... IDENTIFIED BY, and DROP USER for "
       "those that nobody needs"});
}

void checkDatabase(const Backend& backend, std::set<int>& seen, Findings& found) {
  if (!backend.url.user.empty() && !backend.url.password.empty())
    checkLogin(backend, found);
  if (seen.insert(backend.url.port).second)
    checkOpenAccounts(backend, found);
}

void checkBroker(const Backend& backend, std::set<int>& seen, Findings& found) {
  const auto& url = backend.url;
  if (!url.user.empty()) {
    const auto isTaken = brokerTakes(url.port, url.user, url.password, kServerPatience);
    if (isTaken && !*isTaken)
      found.push_back(
          {"broker-login-refused", Severity::Error, backend.file,
           "the broker refuses " + url.user + " with the password of " + backend.setting,
           "rabbitmqctl change_password " + url.user + " PASSWORD, or mend the URL", backend.line});
  }
  const bool isGuest = url.user == "guest" && url.password == "guest"; // the file wants it so
  if (!isGuest && seen.insert(url.port).second)
    if (const auto isTaken = brokerTakes(url.port, "guest", "guest", kServerPatience);
        isTaken && *isTaken)
      found.push_back({"broker-guest-open",
                       Severity::Warning,
                       {},
                       "the broker on port " + std::to_string(url.port) +
                           " of this machine takes the user guest with the password guest",
                       "rabbitmqctl delete_user guest, or rabbitmqctl change_password guest "
                       "PASSWORD"});
}

} // namespace

void checkBackends(const Examination& examined, Findings& found) {
  const auto backends = backendsOf(examined);
  if (backends.empty())
    return;
  const auto listening = listeners();
  std::set<int> databases;
  std::set<int> brokers;
  std::set<std::string> asked; // one question for each login
  for (const auto& backend : backends) {
    const auto& url = backend.url;
    const bool isUp = std::any_of(listening.begin(), listening.end(),
                                  [&](const auto& one) { return one.port == url.port; });
    if (!isUp) {
      tellDown(backend, found);
      continue;
    }
    if (!asked
             .insert(std::to_string(url.port) + "\n" + url.user + "\n" + url.password + "\n" +
                     url.path)
             .second)
      continue;
    if (url.kind == ServerUrl::Kind::Database)
      checkDatabase(backend, databases, found);
    else
      checkBroker(backend, brokers, found);
  }
}

} // namespace stackdev
