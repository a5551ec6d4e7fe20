#include "answered_calls.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <thread>

#include <gtest/gtest.h>

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

namespace stackdev::test {
namespace {

/// The sixth argument of calls that the filter lets pass: those that the handler itself makes.
constexpr std::uint32_t kPass = 0x57ACDE7;

struct Answered {
  std::vector<Answer> left;
  int count = 0;
};
thread_local Answered* ofThisThread = nullptr;

#if defined(__x86_64__)
constexpr std::array<int, 5> kArguments = {REG_RDI, REG_RSI, REG_RDX, REG_R10, REG_R8};
greg_t& argument(ucontext_t& context, std::size_t which) {
  return context.uc_mcontext.gregs[kArguments.at(which)];
}
greg_t& result(ucontext_t& context) {
  return context.uc_mcontext.gregs[REG_RAX];
}
#elif defined(__aarch64__)
auto& argument(ucontext_t& context, std::size_t which) {
  return context.uc_mcontext.regs[which];
}
auto& result(ucontext_t& context) {
  return context.uc_mcontext.regs[0];
}
#endif

/// The kernel's filter has stopped a call of this thread before it was made.
void onStoppedCall(int, siginfo_t* info, void* opaque) {
  auto& context = *static_cast<ucontext_t*>(opaque);
  for (auto& answer : ofThisThread->left) {
    if (answer.call != info->si_syscall || answer.times == 0)
      continue;
    if (answer.skipped > 0) {
      --answer.skipped;
      break;
    }
    --answer.times;
    ++ofThisThread->count;
    result(context) = answer.result;
    return;
  }
  const auto given =
      ::syscall(info->si_syscall, argument(context, 0), argument(context, 1), argument(context, 2),
                argument(context, 3), argument(context, 4), kPass);
  result(context) = given == -1 ? -errno : given;
}

void stopCalls(const std::vector<Answer>& answers) {
  std::vector<sock_filter> program = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args[5])),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, kPass, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
  };
  for (const auto& answer : answers) {
    program.push_back(
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(answer.call), 0, 1));
    program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP));
  }
  program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  const sock_fprog whole{static_cast<unsigned short>(program.size()), program.data()};
  ASSERT_EQ(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
  ASSERT_EQ(::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &whole), 0) << errno;
}

} // namespace

int withAnswers(std::vector<Answer> answers, const std::function<void()>& work) {
  struct sigaction now {};
  struct sigaction before {};
  now.sa_sigaction = onStoppedCall;
  now.sa_flags = SA_SIGINFO;
  EXPECT_EQ(::sigaction(SIGSYS, &now, &before), 0);
  Answered answered{std::move(answers)};
  std::thread([&] {
    ofThisThread = &answered;
    stopCalls(answered.left);
    work();
  }).join();
  EXPECT_EQ(::sigaction(SIGSYS, &before, nullptr), 0);
  return answered.count;
}

} // namespace stackdev::test
