// Puts a few lines into a source that connect it to the IDE's debugger, and takes them out again,
// for those who cannot set an environment. What the lines do is the bootstrap's affair.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <stackdev/change_set.h>
#include <stackdev/debug_safe.h>
#include <stackdev/python_text.h>
#include <stackdev/result.h>
#include <stackdev/scan.h>
#include <stackdev/text_edit.h>

namespace stackdev {

/// Where the IDE's debug server listens: on this machine, whoever answers there may do anything.
struct DebugServer {
  std::string host = "127.0.0.1";
  std::uint16_t port = 5678;
};

/// A hook that is in a text.
struct Hook {
  std::string path;  // as PatchCall::path
  std::size_t line;  // of its first line, 1-based
  std::size_t start; // bytes, whole lines
  std::size_t end;
  bool isAtLine; // stops where it stands; else attaches like the bootstrap does
  DebugServer server;
  std::string problem; // changed by hand: it cannot be taken out; else ""
};

/// Of hooks only those for a debug server at this place.
struct HookFilter {
  std::optional<std::string> host;
  std::optional<std::uint16_t> port;

  bool takes(const Hook& hook) const {
    return hook.server.host == host.value_or(hook.server.host) &&
           hook.server.port == port.value_or(hook.server.port);
  }
};

/// What inserts a hook into `text`: before the statement that starts on line `line`, or after the
/// docstring and the __future__ imports. Empty if it is there already. `bootstrap` is the folder
/// with stackdev_bootstrap. Errors: InvalidArgument for a server outside of this machine's
/// loopback, for a line on which no statement starts, for a text that Python cannot decode.
Result<std::vector<TextEdit>> hookEdits(std::string_view text, std::optional<std::size_t> line,
                                        const DebugServer& server,
                                        const std::filesystem::path& bootstrap,
                                        Decoding decoding = Decoding::AsPythonDoes);

/// What takes the hooks out of `text`, all or the one on line `line`.
Result<TextEditPlan> unhookEdits(std::string_view text,
                                 std::optional<std::size_t> line = std::nullopt,
                                 Decoding decoding = Decoding::AsPythonDoes,
                                 const HookFilter& only = {});

Result<std::vector<Hook>> hooksIn(std::string_view text,
                                  Decoding decoding = Decoding::AsPythonDoes);

/// The same for files. Nothing is written: apply.h does that with `changes`.
struct HookPlan {
  ChangeSet changes;
  std::vector<Hook> hooks; // inserted, taken out, or found
  std::vector<Refusal> refused;
  std::vector<std::string> warnings;
};
Result<HookPlan> hookOn(const std::filesystem::path& root, const std::filesystem::path& file,
                        std::optional<std::size_t> line, const DebugServer& server,
                        const OpenDocuments& documents = {});
Result<HookPlan> hookOff(const std::filesystem::path& root, const std::filesystem::path& file,
                         std::optional<std::size_t> line, const OpenDocuments& documents = {},
                         const HookFilter& only = {});
/// Only lists; `changes` is empty.
Result<HookPlan> hookStatus(const ScanOptions& options);

} // namespace stackdev
