// Whether a message broker of this machine takes a name and a password: AMQP 0-9-1's handshake up
// to that point, nothing more.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include <stackdev/result.h>

namespace stackdev {

/// What a client begins with, and the answer that carries name and password.
std::string brokerGreeting();
std::string brokerLogin(std::string_view name, std::string_view password);

/// Errors: NotFound if nobody listens on the port of 127.0.0.1, Io, Protocol if what listens speaks
/// no AMQP.
Result<bool> brokerTakes(int port, std::string_view name, std::string_view password,
                         std::chrono::milliseconds deadline);

} // namespace stackdev
