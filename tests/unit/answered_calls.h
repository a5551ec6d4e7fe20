// System calls that are answered by the test and not by the kernel: the faults that no disk gives
// when asked.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace stackdev::test {

/// How a system call is answered.
struct Answer {
  long call;             // SYS_fstat
  std::int64_t result;   // -EIO, a negated error as the kernel gives it, or a value
  int skipped = 0;       // so many calls go to the kernel first
  int times = 1'000'000; // so many are answered; those after go to the kernel
};

/// Does `work` in a thread of its own, whose system calls are answered as told, by the kernel's own
/// filter (seccomp, SECCOMP_RET_TRAP). Only this thread's are. How many were answered: none, and
/// the test has tested nothing.
int withAnswers(std::vector<Answer> answers, const std::function<void()>& work);

} // namespace stackdev::test
