// Life cycle, workspace, window and progress. Only what this server uses, named as on the wire.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "protocol/text.h"

namespace stackdev::lsp {

struct WorkspaceFolder {
  std::string uri;
  std::string name;

  static constexpr auto fields() {
    return std::tuple(field("uri", &WorkspaceFolder::uri), field("name", &WorkspaceFolder::name));
  }
};

/// `capabilities` is read member by member: client_capabilities.h.
struct InitializeParams {
  std::optional<std::int32_t> processId;
  std::optional<std::string> rootUri;
  std::optional<std::string> rootPath;
  std::optional<std::vector<WorkspaceFolder>> workspaceFolders;
  std::optional<json::value> initializationOptions;
  json::object capabilities;

  static constexpr auto fields() {
    return std::tuple(field("processId", &InitializeParams::processId),
                      field("rootUri", &InitializeParams::rootUri),
                      field("rootPath", &InitializeParams::rootPath),
                      field("workspaceFolders", &InitializeParams::workspaceFolders),
                      field("initializationOptions", &InitializeParams::initializationOptions),
                      field("capabilities", &InitializeParams::capabilities));
  }
};

/// Of shutdown, initialized, exit: nothing that matters, in whatever shape.
struct NoParams {
  static constexpr auto fields() { return std::tuple(); }
};

struct WorkspaceFoldersChangeEvent {
  std::vector<WorkspaceFolder> added;
  std::vector<WorkspaceFolder> removed;

  static constexpr auto fields() {
    return std::tuple(field("added", &WorkspaceFoldersChangeEvent::added),
                      field("removed", &WorkspaceFoldersChangeEvent::removed));
  }
};

struct DidChangeWorkspaceFoldersParams {
  WorkspaceFoldersChangeEvent event;

  static constexpr auto fields() {
    return std::tuple(field("event", &DidChangeWorkspaceFoldersParams::event));
  }
};

struct DidChangeConfigurationParams {
  std::optional<json::value> settings;

  static constexpr auto fields() {
    return std::tuple(field("settings", &DidChangeConfigurationParams::settings));
  }
};

struct FileEvent {
  std::string uri;
  std::int32_t type;

  static constexpr auto fields() {
    return std::tuple(field("uri", &FileEvent::uri), field("type", &FileEvent::type));
  }
};

struct DidChangeWatchedFilesParams {
  std::vector<FileEvent> changes;

  static constexpr auto fields() {
    return std::tuple(field("changes", &DidChangeWatchedFilesParams::changes));
  }
};

using ProgressToken = std::variant<std::int32_t, std::string>;

struct ExecuteCommandParams {
  std::string command;
  std::optional<std::vector<json::value>> arguments;
  std::optional<ProgressToken> workDoneToken;

  static constexpr auto fields() {
    return std::tuple(field("command", &ExecuteCommandParams::command),
                      field("arguments", &ExecuteCommandParams::arguments),
                      field("workDoneToken", &ExecuteCommandParams::workDoneToken));
  }
};

struct WorkDoneProgressCancelParams {
  ProgressToken token;

  static constexpr auto fields() {
    return std::tuple(field("token", &WorkDoneProgressCancelParams::token));
  }
};

struct CancelParams {
  std::variant<std::int32_t, std::string> id;

  static constexpr auto fields() { return std::tuple(field("id", &CancelParams::id)); }
};

enum class MessageType : std::int32_t { Error = 1, Warning = 2, Info = 3, Log = 4 };

struct ShowMessageParams {
  MessageType type;
  std::string message;

  static constexpr auto fields() {
    return std::tuple(field("type", &ShowMessageParams::type),
                      field("message", &ShowMessageParams::message));
  }
};

struct MessageActionItem {
  std::string title;

  static constexpr auto fields() { return std::tuple(field("title", &MessageActionItem::title)); }
};

struct ShowMessageRequestParams {
  MessageType type;
  std::string message;
  std::vector<MessageActionItem> actions;

  static constexpr auto fields() {
    return std::tuple(field("type", &ShowMessageRequestParams::type),
                      field("message", &ShowMessageRequestParams::message),
                      field("actions", &ShowMessageRequestParams::actions));
  }
};

struct ApplyWorkspaceEditParams {
  std::string label;
  json::object edit;

  static constexpr auto fields() {
    return std::tuple(field("label", &ApplyWorkspaceEditParams::label),
                      field("edit", &ApplyWorkspaceEditParams::edit));
  }
};

struct ApplyWorkspaceEditResult {
  bool applied;
  std::optional<std::string> failureReason;

  static constexpr auto fields() {
    return std::tuple(field("applied", &ApplyWorkspaceEditResult::applied),
                      field("failureReason", &ApplyWorkspaceEditResult::failureReason));
  }
};

} // namespace stackdev::lsp
