// Python interpreters: what an IDE must know of one.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <stackdev/result.h>
#include <stackdev/stack.h>

namespace stackdev {

struct Interpreter {
  std::string name;                  // unique among the given ones: "python3.11"
  std::filesystem::path executable;  // absolute
  std::string version;               // "3.11"
  std::vector<std::string> path;     // sys.path: existing folders
  std::vector<std::string> builtins; // names of modules that are compiled in
};

enum class Asking {
  Run,    // the interpreter is run and says it itself
  Nothing // it lies in a root without trust: read from its pyvenv.cfg and folders
};

/// What may be done to an interpreter: one that lies in the root, by any name of its, is run in a
/// trusted root only.
Asking askingOf(const Root& root, const std::filesystem::path& executable);

/// Errors: NotFound, InvalidArgument if it is no Python.
Result<Interpreter> describedInterpreter(const std::filesystem::path& executable, Asking asking);

/// A path made absolute, or a command found on PATH. Errors: NotFound.
Result<std::filesystem::path> interpreterPath(const std::string& given);

} // namespace stackdev
