#include "python/paths.h"

#include <algorithm>
#include <cstddef>

namespace stackdev {
namespace {

constexpr std::size_t kMaxPaths = 8; // that one name may stand for
constexpr std::size_t kMaxPathLength = 512;

} // namespace

void addPaths(Paths& to, const Paths& from) {
  for (const auto& path : from)
    if (to.size() < kMaxPaths && std::find(to.begin(), to.end(), path) == to.end())
      to.push_back(path);
  std::sort(to.begin(), to.end());
}

Paths memberPaths(const Paths& object, std::string_view name) {
  Paths paths;
  for (const auto& path : object)
    if (path.size() + name.size() < kMaxPathLength)
      paths.push_back(path + "." + std::string(name));
  return paths;
}

} // namespace stackdev
