#include "network/gateway.h"

#include <thread>

#include "support/process.h"

namespace stackdev {
namespace {

using namespace std::chrono_literals;

bool ask(const std::filesystem::path& ip, std::vector<std::string> arguments,
         std::string_view wanted) {
  Command command{.program = ip, .arguments = std::move(arguments)};
  const auto answer = run(command);
  return answer && answer->status == 0 && answer->output.find(wanted) != std::string::npos;
}

} // namespace

bool gatewayAnswers(const std::string& gateway, const std::string& interface,
                    std::chrono::seconds patience) {
  const auto ip = programOnPath("ip");
  if (ip.empty() || gateway.empty())
    return false;
  if (ask(ip, {"neighbor", "show", "to", gateway, "dev", interface}, "PERMANENT"))
    return false; // written down by hand: that tells nothing, and stays
  const auto end = std::chrono::steady_clock::now() + patience;
  do {
    ask(ip, {"neighbor", "delete", gateway, "dev", interface}, "");
    ask(ip, {"neighbor", "replace", gateway, "dev", interface, "use"}, "");
    for (int tries = 0; tries < 35 && std::chrono::steady_clock::now() < end; ++tries) {
      const std::vector<std::string> show = {"-json", "neighbor", "show",   "to",
                                             gateway, "dev",      interface};
      if (ask(ip, show, "\"REACHABLE\""))
        return true;
      if (ask(ip, show, "\"FAILED\""))
        break; // the bridge may have to learn its ports first: ask again
      std::this_thread::sleep_for(100ms);
    }
  } while (std::chrono::steady_clock::now() < end);
  return false;
}

} // namespace stackdev
