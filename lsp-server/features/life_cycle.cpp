#include "features/life_cycle.h"

#include <algorithm>

#include <spdlog/spdlog.h>

#include "commands/command.h"
#include "uri.h"

namespace stackdev::lsp {
namespace {

std::vector<std::filesystem::path> foldersOf(const InitializeParams& params) {
  std::vector<std::filesystem::path> folders;
  if (params.workspaceFolders)
    for (const auto& folder : *params.workspaceFolders)
      if (const auto path = realPathOf(folder.uri))
        folders.push_back(*path);
  if (!folders.empty())
    return folders;
  std::optional<std::filesystem::path> path;
  if (params.rootUri)
    path = realPathOf(*params.rootUri);
  else if (params.rootPath && params.rootPath->starts_with('/'))
    path = realPathOf(uriOf(*params.rootPath));
  if (path)
    folders.push_back(*path);
  return folders;
}

json::object serverCapabilities(const ClientCapabilities& can) {
  json::array commands;
  for (const auto& entry : commandTable())
    commands.emplace_back(entry.name);
  constexpr int kIncremental = 2;
  json::object capabilities{
      {"positionEncoding", can.encoding == PositionEncoding::Utf8 ? "utf-8" : "utf-16"},
      {"textDocumentSync",
       {{"openClose", true}, {"change", kIncremental}, {"save", {{"includeText", false}}}}},
      {"hoverProvider", true},
      {"completionProvider", {{"triggerCharacters", {"[", ".", "\""}}}},
      {"documentSymbolProvider", true},
      {"codeActionProvider", {{"codeActionKinds", {"quickfix", "source.fixAll.stackdev"}}}},
      {"codeLensProvider", {{"resolveProvider", false}}},
      {"executeCommandProvider", {{"commands", std::move(commands)}}},
      {"workspace", {{"workspaceFolders", {{"supported", true}, {"changeNotifications", true}}}}}};
  if (can.pullsDiagnostics)
    capabilities["diagnosticProvider"] = {{"identifier", "stackdev"},
                                          {"interFileDependencies", true},
                                          {"workspaceDiagnostics", false}};
  return capabilities;
}

json::object registration(std::string_view id, std::string_view method, json::object options) {
  return {{"id", id}, {"method", method}, {"registerOptions", std::move(options)}};
}

void registerForChanges(Server& server) {
  json::array registrations;
  if (server.can.registersWatchedFiles)
    registrations.push_back(registration(
        "watched-files", "workspace/didChangeWatchedFiles",
        {{"watchers", json::array{json::object{{"globPattern", "**/*.py"}},
                                  json::object{{"globPattern", "**/bin/*"}},
                                  json::object{{"globPattern", "**/{setup.cfg,pyproject.toml}"}},
                                  json::object{{"globPattern", "**/stackdev.toml"}}}}}));
  if (server.can.registersConfiguration)
    registrations.push_back(registration("configuration", "workspace/didChangeConfiguration",
                                         {{"section", "stackdev"}}));
  if (registrations.empty())
    return;
  server.client.request("client/registerCapability",
                        json::object{{"registrations", std::move(registrations)}},
                        [](const Response& response) {
                          if (response.error)
                            spdlog::warn("client/registerCapability: {}", *response.error);
                        });
}

void change(Server& server, const json::value& from) {
  auto settings = settingsFrom(from, server.firstSettings);
  if (!settings || *settings == server.settings)
    return;
  server.settings = std::move(*settings);
  server.forgetFindings();
}

void askForConfiguration(Server& server) {
  if (!server.can.hasConfiguration)
    return;
  server.client.request("workspace/configuration",
                        json::object{{"items", json::array{json::object{{"section", "stackdev"}}}}},
                        [&server](const Response& response) {
                          const auto* items = response.result.if_array();
                          if (items != nullptr && !items->empty())
                            change(server, items->front());
                        });
}

} // namespace

Result<json::object> initialize(Server& server, const InitializeParams& params) {
  server.can = clientCapabilities(params.capabilities);
  server.folders = foldersOf(params);
  server.parentProcess = params.processId;
  if (params.initializationOptions)
    server.settings = server.firstSettings =
        settingsFrom(*params.initializationOptions, {}).value_or(Settings());
  return json::object{{"capabilities", serverCapabilities(server.can)},
                      {"serverInfo", {{"name", "stackdev-lsp"}, {"version", STACKDEV_VERSION}}}};
}

Status initialized(Server& server, NoParams&& /*params*/) {
  registerForChanges(server);
  askForConfiguration(server);
  server.watch();
  return {};
}

Status didChangeConfiguration(Server& server, DidChangeConfigurationParams&& params) {
  if (params.settings && params.settings->is_object() && !params.settings->get_object().empty())
    change(server, *params.settings);
  else
    askForConfiguration(server);
  return {};
}

Status didChangeWorkspaceFolders(Server& server, DidChangeWorkspaceFoldersParams&& params) {
  for (const auto& folder : params.event.removed)
    if (const auto path = realPathOf(folder.uri))
      std::erase(server.folders, *path);
  for (const auto& folder : params.event.added)
    if (const auto path = realPathOf(folder.uri))
      if (std::find(server.folders.begin(), server.folders.end(), *path) == server.folders.end())
        server.folders.push_back(*path);
  server.watch();
  server.forgetFindings();
  return {};
}

Status didChangeWatchedFiles(Server& server, DidChangeWatchedFilesParams&& /*params*/) {
  server.forgetFindings();
  return {};
}

} // namespace stackdev::lsp
