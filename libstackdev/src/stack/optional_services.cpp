#include "stack/optional_services.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace stackdev {
namespace {

using Path = std::filesystem::path;

bool isThere(const ManifestService& one, const Path& root) {
  std::error_code ignored;
  return one.repository.empty() || std::filesystem::exists(root / one.repository, ignored);
}

/// The names with those that are left out gone, and their substitutes in their place.
std::vector<std::string> settled(const std::vector<std::string>& names,
                                 const std::set<std::string>& leftOut,
                                 const std::map<std::string, std::string>& substitutes) {
  std::vector<std::string> result;
  for (const auto& name : names) {
    const auto substitute = substitutes.find(name);
    if (!leftOut.contains(name))
      result.push_back(name);
    else if (substitute != substitutes.end())
      result.push_back(substitute->second);
  }
  return result;
}

} // namespace

void settleOptional(Manifest& manifest, const Path& root) {
  const std::vector<std::vector<ManifestService>*> lists = {&manifest.services, &manifest.steps};
  std::set<std::string> leftOut;
  std::map<std::string, std::string> substitutes;
  for (auto* list : lists)
    for (auto& one : *list)
      if (one.isOptional && !isThere(one, root)) {
        one.isManual = true;
        leftOut.insert(one.name);
      }
  for (auto& one : manifest.services) {
    if (one.insteadOf.empty())
      continue;
    substitutes[one.insteadOf] = one.name;
    one.isManual = one.isManual || !leftOut.contains(one.insteadOf);
  }
  for (auto* list : lists)
    for (auto& one : *list)
      one.after = settled(one.after, leftOut, substitutes);
}

} // namespace stackdev
