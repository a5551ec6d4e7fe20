// A socket of ours that listens.
#pragma once

#include <cstdint>

#include <gtest/gtest.h>

#include <netinet/in.h>
#include <sys/socket.h>

#include "support/descriptor.h"

namespace stackdev::test {

/// On a port that was free.
class ListeningSocket {
public:
  explicit ListeningSocket(std::uint32_t address = INADDR_LOOPBACK)
      : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in bound{};
    bound.sin_family = AF_INET;
    bound.sin_addr.s_addr = htonl(address);
    socklen_t size = sizeof(bound);
    EXPECT_EQ(::bind(socket_.fd(), reinterpret_cast<sockaddr*>(&bound), size), 0);
    EXPECT_EQ(::listen(socket_.fd(), 8), 0);
    EXPECT_EQ(::getsockname(socket_.fd(), reinterpret_cast<sockaddr*>(&bound), &size), 0);
    port_ = ntohs(bound.sin_port);
  }

  int fd() const { return socket_.fd(); }
  int port() const { return port_; }

private:
  Descriptor socket_;
  int port_ = 0;
};

} // namespace stackdev::test
