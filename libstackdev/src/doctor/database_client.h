// Questions to a MySQL or MariaDB server of this machine, by the system's own client.
#pragma once

#include <chrono>
#include <string>

#include "doctor/server_url.h"
#include "support/process.h"

namespace stackdev {

constexpr std::chrono::milliseconds kServerPatience{1'000};

/// What the client prints: rows, columns parted by tabs. Errors: NotFound without a client; those
/// of run().
Result<CommandOutput> databaseAnswer(const ServerUrl& server, const std::string& statement);

} // namespace stackdev
