#include <stackdev/manifest.h>

#include <algorithm>
#include <set>

#include "stack/manifest_reader.h"
#include "support/file.h"

namespace stackdev {
namespace {

constexpr int kVersion = 1;
constexpr int kMostSeconds = 3600;

/// Relative, and it stays below what it is relative to.
bool isBelow(const std::string& path) {
  const auto normal = std::filesystem::path(path).lexically_normal();
  return normal.is_relative() && (normal.empty() || *normal.begin() != "..");
}

std::string belowString(ManifestTable& table, std::string_view key) {
  auto path = table.string(key);
  if (!isBelow(path)) {
    table.problem(key, "must be a path below the repository, got " + path);
    return {};
  }
  return path;
}

ManifestRepository repositoryOf(const std::string& name, ManifestTable& table) {
  ManifestRepository repository{name, table.strings("urls"), table.string("revision"),
                                table.strings("references")};
  for (const auto& url : repository.urls)
    if (url.empty() || url.front() == '-')
      table.problem("urls", "expected a URL or a path, got \"" + url + "\"");
  if (!repository.revision.empty() && repository.revision.front() == '-')
    table.problem("revision", "must not begin with '-'");
  table.refuseOthers();
  return repository;
}

ManifestService serviceOf(const std::string& name, ManifestTable& table) {
  ManifestService service;
  service.name = name;
  service.repository = table.requiredString("repository");
  service.program = belowString(table, "program");
  service.entryPoint = table.string("entry-point");
  service.module = table.string("module");
  service.arguments = table.strings("arguments");
  service.environment = table.stringTable("environment");
  service.workingDirectory = table.string("working-directory");
  service.port = table.integer("port", 1, 65535);
  service.after = table.strings("after");
  const auto ways = static_cast<int>(!service.program.empty()) +
                    static_cast<int>(!service.entryPoint.empty()) +
                    static_cast<int>(!service.module.empty());
  if (ways != 1)
    table.problem("program",
                  "expected one of program, entry-point and module, got " + std::to_string(ways));
  if (!service.entryPoint.empty() && service.entryPoint.find(':') == std::string::npos)
    table.problem("entry-point", "expected MODULE:FUNCTION, got " + service.entryPoint);
  table.refuseOthers();
  return service;
}

ManifestGroup groupOf(const std::string& name, ManifestTable& table) {
  ManifestGroup group{name, {}};
  for (auto& member : table.tableArray("members")) {
    group.members.push_back(
        {member.requiredString("service"), member.integer("delay", 0, kMostSeconds).value_or(0)});
    member.refuseOthers();
  }
  table.refuseOthers();
  return group;
}

ManifestTestSuite testSuiteOf(const std::string& name, ManifestTable& table) {
  ManifestTestSuite suite{name, table.requiredString("repository"), belowString(table, "path"),
                          table.string("runner")};
  if (suite.runner.empty())
    suite.runner = "unittest";
  if (suite.runner != "unittest" && suite.runner != "nose" && suite.runner != "pytest")
    table.problem("runner", "expected unittest, nose or pytest, got " + suite.runner);
  table.refuseOthers();
  return suite;
}

ManifestPreset presetOf(const std::string& name, ManifestTable& table) {
  ManifestPreset preset{name, table.requiredString("library"), table.requiredString("arguments")};
  if (preset.library != "eventlet" && preset.library != "gevent")
    table.problem("library", "expected eventlet or gevent, got " + preset.library);
  table.refuseOthers();
  return preset;
}

/// Names that nothing in the manifest has.
void checkNames(const Manifest& manifest, ManifestTable& root) {
  std::set<std::string> repositories;
  std::set<std::string> services;
  for (const auto& repository : manifest.repositories)
    repositories.insert(repository.name);
  for (const auto& service : manifest.services)
    services.insert(service.name);
  const auto expect = [&](const std::set<std::string>& names, const std::string& name,
                          const std::string& table, const std::string& key,
                          const std::string& kind) {
    if (!name.empty() && !names.contains(name))
      root.problem(table, key + ": there is no " + kind + " called " + name);
  };
  for (const auto& repository : manifest.repositories)
    for (const auto& name : repository.references)
      expect(repositories, name, "repository", repository.name + ".references", "repository");
  for (const auto& service : manifest.services) {
    expect(repositories, service.repository, "service", service.name + ".repository", "repository");
    for (const auto& name : service.after)
      expect(services, name, "service", service.name + ".after", "service");
  }
  for (const auto& group : manifest.groups)
    for (const auto& member : group.members)
      expect(services, member.service, "group", group.name + ".members", "service");
  for (const auto& suite : manifest.testSuites)
    expect(repositories, suite.repository, "tests", suite.name + ".repository", "repository");
}

Manifest manifestOf(ManifestTable& root) {
  Manifest manifest;
  if (!root.integer("version", kVersion, kVersion))
    root.problem("version", "write `version = " + std::to_string(kVersion) +
                                "`, the only one that this stackdev knows");
  manifest.stack = root.requiredString("stack");
  manifest.workspace = root.string("workspace");
  manifest.interpreters = root.strings("interpreters");
  for (auto& [name, table] : root.tables("repository"))
    manifest.repositories.push_back(repositoryOf(name, table));
  for (auto& [name, table] : root.tables("service"))
    manifest.services.push_back(serviceOf(name, table));
  for (auto& [name, table] : root.tables("group"))
    manifest.groups.push_back(groupOf(name, table));
  for (auto& [name, table] : root.tables("tests"))
    manifest.testSuites.push_back(testSuiteOf(name, table));
  for (auto& [name, table] : root.tables("preset"))
    manifest.presets.push_back(presetOf(name, table));
  root.refuseOthers();
  return manifest;
}

} // namespace

ParsedManifest parsedManifest(std::string_view text) {
  ParsedManifest parsed;
  try {
    const auto document = toml::parse(text);
    ManifestTable root(document, "", parsed.problems);
    parsed.manifest = manifestOf(root);
    checkNames(parsed.manifest, root);
  } catch (const toml::parse_error& error) {
    const auto& place = error.source().begin;
    parsed.problems.push_back({static_cast<int>(place.line), static_cast<int>(place.column), "",
                               std::string(error.description())});
  }
  std::stable_sort(parsed.problems.begin(), parsed.problems.end(),
                   [](const auto& a, const auto& b) { return a.line < b.line; });
  return parsed;
}

Result<Manifest> readManifest(const std::filesystem::path& file) {
  const auto text = readFile(file, std::size_t{1} << 20U);
  if (!text)
    return text.error();
  auto parsed = parsedManifest(*text);
  if (parsed.problems.empty())
    return std::move(parsed.manifest);
  std::string message;
  for (const auto& problem : parsed.problems)
    message += (message.empty() ? "" : "\n") + file.filename().string() + ":" +
               std::to_string(problem.line) + ": " +
               (problem.key.empty() ? "" : problem.key + ": ") + problem.message;
  return Error{ErrorCode::InvalidArgument, std::move(message)};
}

} // namespace stackdev
