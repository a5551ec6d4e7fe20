#include "doctor/database_client.h"

namespace stackdev {

Result<CommandOutput> databaseAnswer(const ServerUrl& server, const std::string& statement) {
  auto client = programOnPath("mariadb");
  if (client.empty())
    client = programOnPath("mysql");
  if (client.empty())
    return Error{ErrorCode::NotFound, "there is neither mariadb nor mysql on PATH"};
  // It reads no files and sends none; the password goes by its environment.
  Command command{.program = client,
                  .arguments = {"--no-defaults", "--batch", "--skip-column-names",
                                "--connect-timeout=1", "--protocol=tcp", "--host=127.0.0.1",
                                "--port=" + std::to_string(server.port), "--local-infile=0",
                                "--user=" + server.user, "--execute=" + statement}};
  command.deadline = kServerPatience;
  command.variables = {{"MYSQL_PWD", server.password}};
  return run(command);
}

} // namespace stackdev
