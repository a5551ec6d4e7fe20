// Whether the next router can be reached: asked of the kernel's own neighbour table, which resolves
// it by ARP or, for IPv6, by neighbour
// discovery. Routers answer that even where they answer no ping.
#pragma once

#include <chrono>
#include <string>

namespace stackdev {

/// Asks anew; false once the kernel has given up (about 3 s) or patience is over.
bool gatewayAnswers(const std::string& gateway, const std::string& interface,
                    std::chrono::seconds patience);

} // namespace stackdev
