#include "deps/pip.h"

#include <algorithm>
#include <cctype>
#include <set>

#include <boost/json.hpp>

#include "python/packaging.h"

namespace stackdev {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

constexpr auto kDeadline = 3h; // a slow index, and packages that are compiled

bool isNameByte(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.';
}

/// The distribution that a line of pip's explanation begins with: "The user requested foo>=2",
/// "foo 1.0 depends on bar<2", "requirement foo==9".
void addNames(std::string_view line, std::set<std::string>& names) {
  static constexpr std::string_view kBefore[] = {
      "requested (constraint) ", "requested ",      "depends on ", "requirement ",
      "distribution found for ", "Cannot install ", " and ",       ", "};
  for (const auto before : kBefore)
    for (auto at = line.find(before); at != std::string_view::npos;
         at = line.find(before, at + 1)) {
      auto rest = line.substr(at + before.size());
      std::size_t size = 0;
      while (size < rest.size() && isNameByte(rest[size]))
        ++size;
      if (size > 0)
        names.insert(normalizedName(rest.substr(0, size)));
    }
}

bool explains(std::string_view line) {
  return line.find("requested") != std::string_view::npos ||
         line.find("depends on") != std::string_view::npos ||
         line.find("Cannot install") != std::string_view::npos ||
         line.find("No matching distribution") != std::string_view::npos ||
         line.find("satisfies the requirement") != std::string_view::npos;
}

std::string placeOf(const Requirement& requirement) {
  return requirement.file.filename().string() +
         (requirement.line > 0 ? ":" + std::to_string(requirement.line) : "");
}

} // namespace

std::vector<std::string> Pip::source() const {
  if (!options.wheels)
    return {};
  return {"--no-index", "--find-links", options.wheels->string()};
}

Result<CommandOutput> Pip::run(std::vector<std::string> arguments,
                               std::function<void(std::string_view)> onLine,
                               std::string input) const {
  arguments.insert(arguments.begin(), {"-m", "pip", "--disable-pip-version-check", "--no-input"});
  Command command{.program = python, .arguments = std::move(arguments)};
  command.withoutVariables = {"PYTHONPATH", "PYTHONHOME", "PIP_TARGET",      "PIP_PREFIX",
                              "PIP_ROOT",   "PIP_USER",   "PIP_REQUIREMENT", "PIP_EDITABLE"};
  command.deadline = kDeadline;
  command.input = std::move(input);
  command.onLine = std::move(onLine);
  command.cancelled = options.cancelled;
  return stackdev::run(command);
}

Result<std::vector<ResolvedPackage>> packagesInReport(std::string_view report) {
  boost::system::error_code error;
  const auto value = json::parse(json::string_view(report.data(), report.size()), error);
  const auto* object = error ? nullptr : value.if_object();
  const auto* install = object == nullptr ? nullptr : object->if_contains("install");
  if (install == nullptr || !install->is_array())
    return Error{ErrorCode::Protocol, "pip's report can't be read: is pip older than 22.2?"};
  std::vector<ResolvedPackage> found;
  for (const auto& item : install->get_array()) {
    const auto* package = item.if_object();
    const auto* described = package == nullptr ? nullptr : package->if_contains("metadata");
    const auto* metadata = described == nullptr ? nullptr : described->if_object();
    const auto* nameText = metadata == nullptr ? nullptr : metadata->if_contains("name");
    const auto* version = metadata == nullptr ? nullptr : metadata->if_contains("version");
    if (nameText == nullptr || version == nullptr || !nameText->is_string() ||
        !version->is_string())
      return Error{ErrorCode::Protocol, "pip's report has a package without name and version"};
    found.push_back({std::string(nameText->get_string()), std::string(version->get_string()), {}});
  }
  return found;
}

std::string conflictText(std::string_view errors, const std::vector<Requirement>& requirements) {
  std::string text;
  std::set<std::string> names;
  while (!errors.empty()) {
    const auto line = errors.substr(0, errors.find('\n'));
    errors.remove_prefix(std::min(errors.size(), line.size() + 1));
    if (!explains(line))
      continue;
    addNames(line, names);
    text.append("\n").append(line);
  }
  for (const auto& name : names) {
    std::string askers;
    for (const auto& one : requirements)
      if (one.name == name)
        askers += "\n  " + one.repository + " (" + placeOf(one) + ") asks for " + one.text;
    if (!askers.empty())
      text += "\n" + name + ":" + askers;
  }
  return text;
}

} // namespace stackdev
