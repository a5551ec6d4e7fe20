// A command of workspace/executeCommand: a function from what it was given to what shall be done.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <stackdev/change_set.h>
#include <stackdev/result.h>
#include <stackdev/stack.h>

#include "query.h"
#include "workspace_edit.h"

namespace stackdev::lsp {

/// The one JSON object that a command is given: the command line's options in camelCase.
class Arguments {
public:
  explicit Arguments(json::object object) : object_(std::move(object)) {}

  /// Absent and null are nullopt. Errors: InvalidArgument for another type.
  Result<std::optional<std::string>> text(std::string_view name) const;
  Result<std::vector<std::string>> texts(std::string_view name) const;
  Result<std::optional<std::uint64_t>> number(std::string_view name) const;
  Result<bool> flag(std::string_view name) const;

  /// Set by the runner's own check to be a boolean.
  bool isDryRun() const { return object_.contains("dryRun") && object_.at("dryRun") == true; }

private:
  json::object object_;
};

/// One call of a command.
struct CommandCall {
  std::string_view command;
  Query query;
  Arguments arguments;
  Root root;
  std::function<void(std::string message)> report; // progress; any thread
};

/// A program that was started and goes on.
struct StartedProgram {
  std::string name;
  int pid;
  std::filesystem::path log;
};

/// What a command does besides answering, in this order. Of one that is called with `dryRun` only
/// the result and the message are used.
struct Outcome {
  json::value result = nullptr;         // what the command line prints under --json
  std::string message = {};             // shown to the user
  std::vector<DocumentEdit> edits = {}; // the client applies them
  ChangeSet changes = {};               // written after that
  /// Instead of `changes`: what writes, and then gives the final result and message. Cannot be
  /// cancelled.
  std::function<Result<Outcome>()> act = {};
  std::optional<StartedProgram> started = {};
};

using CommandFunction = Result<Outcome> (*)(const CommandCall& call);

struct CommandEntry {
  std::string_view name;
  std::string_view title; // of its progress: "Importing"
  CommandFunction function;
  BadManifest badManifest = BadManifest::IsError;
  bool worksOnDocuments = false; // also on an open one whose folder can be no root
};

/// Every command that is declared.
const std::vector<CommandEntry>& commandTable();

} // namespace stackdev::lsp
