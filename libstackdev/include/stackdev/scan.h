// Finds every call that performs eventlet's or gevent's monkey patching. Nothing is written but
// the index, if one is asked for.
#pragma once

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <stackdev/manifest.h>
#include <stackdev/python_text.h>
#include <stackdev/result.h>

namespace stackdev {

enum class Library { Eventlet, Gevent };

/// What a call does to the module `thread`, on which a debugger's own threads rely.
enum class PatchState {
  Unsafe,    // patches it
  Risky,     // leaves it out, but patches the rest: green threads share native locks
  Safe,      // neither
  Unknown,   // depends on what is not in the source
  DebugSafe, // was edited by stackdev
};

/// "eventlet", "unsafe": the words of the command line and of JSON.
std::string_view toString(Library library);
std::string_view toString(PatchState state);

/// Arguments under which a debugger works.
struct Preset {
  std::string name;
  Library library;
  /// eventlet: the whole argument list. gevent: what is set among the call's own arguments.
  std::vector<std::pair<std::string, bool>> keywords;
  std::string consequence; // the one that matters, a sentence
};

/// A preset from the manifest; `arguments` as in a call: "thread=False, os=False". Errors:
/// InvalidArgument.
Result<Preset> presetOf(const std::string& name, Library library, std::string_view arguments);

/// eventlet: socket-select (the default), no-thread-time; gevent: no-thread. The first of a
/// library is its default.
const std::vector<Preset>& builtInPresets();

/// For each library one preset: `name`d among `own` and the built-in ones, for its library; the
/// default for the other. Errors: InvalidArgument, listing the names there are.
Result<std::vector<Preset>> chosenPresets(std::string_view name, const std::vector<Preset>& own);

/// The same with the manifest's own; null: there is no manifest.
Result<std::vector<Preset>> presetsOf(const Manifest* manifest, std::string_view name);

/// Offsets and columns count bytes of the file.
struct PatchCall {
  std::string path; // relative to the root, '/'-separated; "" in a text of its own
  std::size_t line; // 1-based, as is column
  std::size_t column;
  std::size_t start; // of the whole call expression
  std::size_t end;
  std::size_t argumentsStart; // of its "("
  std::size_t argumentsEnd;   // behind its ")"
  Library library;
  std::string function; // "eventlet.monkey_patch": what is called, whatever its name here
  std::string text;     // UTF-8
  PatchState state;
  std::optional<std::string> debugSafe;          // the call as it becomes; nullopt: no need or way
  std::optional<std::string> debugSafeArguments; // the same between the parentheses
  std::string refusal; // why there is no debug-safe form although there is need; else ""
};

/// The calls in `text`, which is or would be the content of `file` (absolute). Names that lead to
/// other modules of its repository are followed. `text` is UTF-8 whatever its coding cookie says.
/// Errors: InvalidArgument with the reason if Python could not decode it.
Result<std::vector<PatchCall>> patchCallsIn(std::string_view text,
                                            const std::filesystem::path& file,
                                            const OpenDocuments& documents = {},
                                            const std::vector<Preset>& presets = builtInPresets());

struct ScanOptions {
  std::filesystem::path root = {};               // absolute; paths are told relative to it
  std::vector<std::filesystem::path> paths = {}; // files and folders, absolute; none: the root
  std::vector<Preset> presets = builtInPresets();
  OpenDocuments documents = {};
  std::optional<std::size_t> at = {}; // debug-safe: only the call that covers this offset
  /// debug-safe off, status: only edits made with it; on: it was named, so that edits made with
  /// another are refused; "": all.
  std::string preset = {};
  std::optional<std::filesystem::path> index = {}; // file that makes the next scan quicker
  const std::atomic<bool>* cancelled = nullptr;
  std::function<void(std::size_t files)> progressed = {}; // read so far; by one of the threads
};

struct ScanResult {
  std::vector<PatchCall> calls;      // sorted by path and position
  std::vector<std::string> warnings; // files and folders that could not be read, and why
};

/// Python files below the paths: .py, .pyw and, without extension, those whose first line names
/// Python; without what git ignores, virtual environments and tools' folders, each file once.
/// Named files are read whatever they are called. Errors: NotFound for a path that is not there,
/// Cancelled.
Result<ScanResult> scan(const ScanOptions& options);

} // namespace stackdev
