#include "services/durations.h"

#include <algorithm>
#include <cmath>
#include <sstream>

#include <stackdev/apply.h>

#include "support/file.h"

namespace stackdev {
namespace {

std::filesystem::path fileIn(const std::filesystem::path& servicesFolder) {
  return servicesFolder / "durations";
}

/// A line for each: "4.2 nova-api".
Durations parsed(const std::string& text) {
  Durations durations;
  std::istringstream lines(text);
  std::string name;
  for (double seconds = 0; lines >> seconds && std::getline(lines >> std::ws, name);)
    if (std::isfinite(seconds) && seconds >= 0)
      durations[name] = seconds;
  return durations;
}

double at(const Durations& durations, const std::string& name) {
  const auto found = durations.find(name);
  return found == durations.end() ? 0 : found->second;
}

} // namespace

Durations knownDurations(const std::filesystem::path& servicesFolder) {
  const auto text = readFile(fileIn(servicesFolder));
  return text ? parsed(*text) : Durations();
}

Status keepDurations(const std::filesystem::path& servicesFolder, const Durations& taken) {
  auto before = readFileIfThere(fileIn(servicesFolder));
  if (!before)
    return before.error();
  auto all = taken;
  all.merge(parsed(before->value_or("")));
  std::ostringstream text;
  for (const auto& [name, seconds] : all)
    text << std::round(seconds * 10) / 10 << ' ' << name << '\n';
  if (*before == text.str())
    return {};
  return apply({"durations",
                {servicesFolder},
                {{fileIn(servicesFolder), *before, text.str(), FileMode::Private}}},
               servicesFolder.parent_path(), Remember::No);
}

std::optional<double> estimatedRest(const std::vector<Unit>& units, const Durations& expected,
                                    const std::set<std::string>& finished, const Durations& spent) {
  Durations ends;
  double last = 0;
  for (const auto& unit : units) { // each behind all that it needs
    if (finished.contains(unit.name()))
      continue;
    if (!expected.contains(unit.name()))
      return std::nullopt;
    double begin = 0;
    for (const auto& other : unit.after)
      begin = std::max(begin, at(ends, other));
    const auto rest = std::max(0.0, at(expected, unit.name()) - at(spent, unit.name()));
    last = std::max(last, ends[unit.name()] = begin + rest);
  }
  return last;
}

} // namespace stackdev
