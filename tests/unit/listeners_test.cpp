#include "support/listeners.h"

#include <algorithm>

#include <gtest/gtest.h>

#include <unistd.h>

#include "listening_socket.h"
#include "support/processes.h"

namespace stackdev {
namespace {

TEST(ListenersTest, ReadsTheKernelsTable) {
  const auto found = listenersIn(
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout "
      "inode\n"
      "   0: 0100007F:2256 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 "
      "71 1\n"
      "   1: 00000000:2257 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 "
      "72 1\n"
      "   2: 0100007F:2258 0100007F:9999 01 00000000:00000000 00:00000000 00000000     0        0 "
      "73 1\n"
      "   3: 00000000000000000000000001000000:0050 00000000000000000000000000000000:0000 0A "
      "00000000:00000000 00:00000000 00000000 0 0 74 1\n"
      "   4: 0000000000000000FFFF00000100007F:0051 00000000000000000000000000000000:0000 0A "
      "00000000:00000000 00:00000000 00000000 0 0 75 1\n"
      "   5: 00000000000000000000000000000000:0052 00000000000000000000000000000000:0000 0A "
      "00000000:00000000 00:00000000 00000000 0 0 76 1\n"
      "cut off\n");
  std::string told;
  for (const auto& one : found)
    told += std::to_string(one.port) + (one.loopbackOnly ? " loopback " : " all ") +
            std::to_string(one.user) + " " + std::to_string(one.inode) + "\n";
  EXPECT_EQ(told, "8790 loopback 1000 71\n8791 all 0 72\n80 loopback 0 74\n81 loopback 0 75\n"
                  "82 all 0 76\n");
}

TEST(ListenersTest, KnowsWhoListens) {
  const test::ListeningSocket socket;
  const auto all = listeners();
  const auto ours = std::find_if(all.begin(), all.end(),
                                 [&](const auto& one) { return one.port == socket.port(); });
  ASSERT_NE(ours, all.end());
  EXPECT_TRUE(ours->loopbackOnly);
  EXPECT_EQ(holderOf(*ours),
            "pid " + std::to_string(::getpid()) + " (" + commandLineOf(::getpid()) + ")");
}

} // namespace
} // namespace stackdev
