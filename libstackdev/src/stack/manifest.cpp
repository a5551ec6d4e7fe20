#include <stackdev/manifest.h>

#include <algorithm>
#include <array>
#include <limits>
#include <set>

#include "stack/manifest_reader.h"
#include "stack/manifest_values.h"
#include "support/file.h"

namespace stackdev {
namespace {

constexpr int kVersion = 1;
constexpr int kMostSeconds = 3600;
constexpr std::string_view kShipped = "what ships with stackdev";

/// What the manifest calls so; references to other names are problems where they are made.
struct Names {
  std::set<std::string> repositories;
  std::set<std::string> services;
  std::set<std::string> steps;
};

void expectKnown(ManifestTable& table, std::string_view key, const std::string& name,
                 const std::set<std::string>& known, const std::string& kind) {
  if (!name.empty() && !known.contains(name))
    table.problem(key, "there is no " + kind + " called " + name);
}

std::string repositoryName(ManifestTable& table, const Names& names) {
  auto name = table.requiredString("repository");
  expectKnown(table, "repository", name, names.repositories, "repository");
  return name;
}

ManifestRepository repositoryOf(const std::string& name, ManifestTable& table, const Names& names) {
  ManifestRepository repository{name, table.strings("urls"), table.string("revision"),
                                table.strings("references"), table.string("note")};
  for (const auto& url : repository.urls)
    if (url.empty() || url.front() == '-')
      table.problem("urls", "expected a URL or a path, got \"" + url + "\"");
  if (!repository.revision.empty() && repository.revision.front() == '-')
    table.problem("revision", "must not begin with '-'");
  for (const auto& reference : repository.references)
    expectKnown(table, "references", reference, names.repositories, "repository");
  table.refuseOthers();
  return repository;
}

/// One of these tells what runs; the others are empty.
void expectOneWay(const ManifestService& service, ManifestTable& table) {
  const auto ways = std::array{&service.program, &service.entryPoint, &service.module,
                               &service.wsgi, &service.script};
  const auto count =
      std::count_if(ways.begin(), ways.end(), [](const auto* way) { return !way->empty(); });
  if (count != 1)
    table.problem("program", "expected one of program, entry-point, module, wsgi and script, "
                             "got " +
                                 std::to_string(count));
}

/// The keys that services and steps share.
ManifestService processOf(const std::string& name, ManifestTable& table, const Names& names) {
  ManifestService service;
  service.name = name;
  service.script = belowString(table, "script", kShipped);
  if (service.script.empty() || table.has("repository"))
    service.repository = repositoryName(table, names);
  service.program = belowString(table, "program");
  service.entryPoint = table.string("entry-point");
  service.module = table.string("module");
  service.arguments = table.strings("arguments");
  service.upArguments = table.strings("up-arguments");
  service.environment = variables(table, "environment");
  service.workingDirectory = folderString(table, "working-directory", names.repositories);
  service.after = table.strings("after");
  for (const auto& other : service.after)
    if (!names.services.contains(other) && !names.steps.contains(other))
      table.problem("after", "there is no service or step called " + other);
  service.isOptional = table.boolean("optional");
  if (service.isOptional && service.repository.empty())
    table.problem("optional", "needs a repository that may not be there");
  service.seconds = table.integer("seconds", 1, kMostSeconds).value_or(service.seconds);
  expectFunction(table, "entry-point", service.entryPoint);
  refuseSecrets(table, service);
  return service;
}

ManifestService serviceOf(const std::string& name, ManifestTable& table, const Names& names) {
  auto service = processOf(name, table, names);
  service.wsgi = table.string("wsgi");
  service.port = table.integer("port", 1, 65535);
  service.ready = table.string("ready");
  service.readyScript = table.strings("ready-script");
  service.isManual = table.boolean("manual");
  service.insteadOf = table.string("instead-of");
  expectKnown(table, "instead-of", service.insteadOf, names.services, "service");
  if (service.insteadOf == name)
    table.problem("instead-of", "must be another service");
  service.furtherPorts = table.integers("further-ports", 1, 65535);
  service.stopSeconds = table.integer("stop-seconds", 1, 60).value_or(service.stopSeconds);
  expectFunction(table, "wsgi", service.wsgi);
  expectUrl(table, "ready", service.ready);
  if (!service.readyScript.empty())
    expectBelow(table, "ready-script", service.readyScript.front(), kShipped);
  expectOneWay(service, table);
  if (!service.wsgi.empty() && !service.port)
    table.problem("port", "is missing");
  table.refuseOthers();
  return service;
}

ManifestService stepOf(const std::string& name, ManifestTable& table, const Names& names) {
  auto step = processOf(name, table, names);
  expectOneWay(step, table);
  if (names.services.contains(name))
    table.problem("", "a service is called " + name + ", too");
  table.refuseOthers();
  return step;
}

ManifestFile fileOf(const std::string& name, ManifestTable& table) {
  ManifestFile file{name, belowString(table, "path", "{state}/etc"), table.string("template"),
                    table.string("content"), table.strings("set")};
  if (file.path.empty())
    file.path = name;
  if (file.source.empty() == file.content.empty())
    table.problem("template", "expected one of template and content");
  table.refuseOthers();
  return file;
}

ManifestCheck checkOf(const std::string& name, ManifestTable& table) {
  ManifestCheck check{name,
                      table.string("url"),
                      table.string("expect"),
                      belowString(table, "script", kShipped),
                      table.strings("arguments"),
                      60};
  check.seconds = table.integer("seconds", 1, kMostSeconds).value_or(check.seconds);
  expectUrl(table, "url", check.url);
  if (check.url.empty() == check.script.empty())
    table.problem("url", "expected one of url and script");
  table.refuseOthers();
  return check;
}

ManifestGroup groupOf(const std::string& name, ManifestTable& table, const Names& names) {
  ManifestGroup group{name, {}};
  for (auto& member : table.tableArray("members")) {
    group.members.push_back(
        {member.requiredString("service"), member.integer("delay", 0, kMostSeconds).value_or(0)});
    expectKnown(member, "service", group.members.back().service, names.services, "service");
    member.refuseOthers();
  }
  table.refuseOthers();
  return group;
}

ManifestTestSuite testSuiteOf(const std::string& name, ManifestTable& table, const Names& names) {
  ManifestTestSuite suite{name, repositoryName(table, names), belowString(table, "path"),
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
  if (!preset.library.empty() && preset.library != "eventlet" && preset.library != "gevent")
    table.problem("library", "expected eventlet or gevent, got " + preset.library);
  table.refuseOthers();
  return preset;
}

ManifestNetwork networkOf(ManifestTable& table) {
  ManifestNetwork network{table.string("bridge"), table.string("interface"),
                          table.string("address")};
  table.refuseOthers();
  return network;
}

Manifest manifestOf(ManifestTable& root) {
  Manifest manifest;
  const auto version = root.integer("version", 0, std::numeric_limits<int>::max());
  if (!root.has("version") || (version && *version != kVersion))
    root.problem("version", "write `version = " + std::to_string(kVersion) +
                                "`, the only one that this stackdev knows");
  manifest.stack = root.requiredString("stack");
  manifest.workspace = root.string("workspace");
  manifest.interpreters = root.strings("interpreters");
  manifest.aptPackages = packageNames(root, "apt-packages");
  manifest.dnfPackages = packageNames(root, "dnf-packages");
  manifest.rewrites = root.stringTable("rewrite");
  for (const auto& [from, to] : manifest.rewrites)
    if (from.empty() || to.empty() || to.front() == '-')
      root.table("rewrite")->problem(from, "expected the beginning of a URL on both sides, got \"" +
                                               from + "\" = \"" + to + "\"");
  auto repositories = root.tables("repository");
  auto services = root.tables("service");
  auto steps = root.tables("step");
  Names names;
  for (const auto& [name, table] : repositories)
    names.repositories.insert(name);
  for (const auto& [name, table] : services)
    names.services.insert(name);
  for (const auto& [name, table] : steps)
    names.steps.insert(name);
  for (auto& [name, table] : repositories)
    manifest.repositories.push_back(repositoryOf(name, table, names));
  for (auto& [name, table] : services)
    manifest.services.push_back(serviceOf(name, table, names));
  for (auto& [name, table] : steps)
    manifest.steps.push_back(stepOf(name, table, names));
  for (auto& [name, table] : root.tables("file"))
    manifest.files.push_back(fileOf(name, table));
  for (auto& [name, table] : root.tables("check"))
    manifest.checks.push_back(checkOf(name, table));
  manifest.values = root.stringTable("values");
  manifest.environment = variables(root, "environment");
  for (auto& [name, table] : root.tables("group"))
    manifest.groups.push_back(groupOf(name, table, names));
  for (auto& [name, table] : root.tables("tests"))
    manifest.testSuites.push_back(testSuiteOf(name, table, names));
  for (auto& [name, table] : root.tables("preset"))
    manifest.presets.push_back(presetOf(name, table));
  if (auto network = root.table("network"))
    manifest.network = networkOf(*network);
  root.expectPorts();
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
  } catch (const toml::parse_error& error) {
    const auto& place = error.source().begin;
    parsed.problems.push_back({static_cast<int>(place.line), static_cast<int>(place.column), "",
                               std::string(error.description())});
  }
  std::stable_sort(parsed.problems.begin(), parsed.problems.end(),
                   [](const auto& a, const auto& b) { return a.line < b.line; });
  return parsed;
}

std::vector<std::string> manifestKeys(std::string_view header) {
  constexpr std::string_view kProbe = "stackdev-probe";
  const auto text = std::string(header) + "\n" + std::string(kProbe) + " = 1\n";
  for (auto& problem : parsedManifest(text).problems)
    if (problem.key == kProbe || problem.key.ends_with("." + std::string(kProbe)))
      return std::move(problem.known);
  return {};
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
