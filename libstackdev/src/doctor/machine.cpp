// What building and running a stack takes of the machine.
#include <algorithm>
#include <charconv>

#include "doctor/examination.h"
#include "support/file.h"
#include "support/process.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

constexpr std::uintmax_t kLeastDisk = std::uintmax_t{2} << 30U;
constexpr long kLeastMemory = 2L << 20U; // KiB

bool hasPythonHeaders() {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/usr/include", error))
    if (entry.path().filename().string().starts_with("python3") &&
        std::filesystem::exists(entry.path() / "Python.h", error))
      return true;
  return false;
}

long memoryKib() {
  const auto text = readFile("/proc/meminfo");
  constexpr std::string_view kTotal = "MemTotal:";
  const auto at = text ? text->find(kTotal) : std::string::npos;
  if (at == std::string::npos)
    return kLeastMemory;
  const auto begin = text->find_first_of("0123456789", at);
  long value = 0;
  std::from_chars(text->data() + begin, text->data() + text->size(), value);
  return value;
}

} // namespace

void checkMachine(const Examination& examined, Findings& found) {
  if (!examined.root.manifest)
    return; // nothing is to be built or run
  if (programOnPath("gcc").empty() && programOnPath("cc").empty())
    found.push_back({"compiler-missing",
                     Severity::Warning,
                     {},
                     "there is no C compiler: Python packages with C parts can't be built",
                     "apt-get install gcc"});
  if (!hasPythonHeaders())
    found.push_back({"python-headers-missing",
                     Severity::Warning,
                     {},
                     "there is no Python.h: Python packages with C parts can't be built",
                     "apt-get install python3-dev"});
  std::error_code error;
  const auto space = std::filesystem::space(examined.root.folder, error);
  if (!error && space.available < kLeastDisk)
    found.push_back({"disk-low", Severity::Warning, examined.root.folder,
                     "only " + std::to_string(space.available >> 20U) +
                         " MiB are free here; clones and services take some GiB",
                     "make room, or keep the root elsewhere"});
  if (memoryKib() < kLeastMemory)
    found.push_back({"memory-low",
                     Severity::Warning,
                     {},
                     "the machine has " + std::to_string(memoryKib() >> 10U) +
                         " MiB of memory; the services of a stack take 2 GiB",
                     "start fewer services at once: stackdev up SERVICE..."});
}

} // namespace stackdev
