#include "python/interpreter.h"

#include <algorithm>

#include <unistd.h>

#include "python/ini.h"
#include "support/file.h"
#include "support/process.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

// One fact a line, in Python 2 and 3; sys.path[0] is the -c itself.
constexpr const char* kQuestion = "import os, sys\n"
                                  "w = sys.stdout.write\n"
                                  "w('version=%d.%d\\n' % tuple(sys.version_info[:2]))\n"
                                  "for p in sys.path[1:]:\n"
                                  "    if os.path.isdir(p): w('path=%s\\n' % os.path.abspath(p))\n"
                                  "for b in sorted(sys.builtin_module_names):\n"
                                  "    w('builtin=%s\\n' % b)\n";

void addUnique(std::vector<std::string>& values, std::string value) {
  if (std::find(values.begin(), values.end(), value) == values.end())
    values.push_back(std::move(value));
}

Result<Interpreter> asked(const Path& executable) {
  const auto said = run({.program = executable,
                         .arguments = {"-c", kQuestion},
                         .withoutVariables = {"PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP"}});
  if (!said)
    return said.error();
  Interpreter interpreter{executable.filename().string(), executable, {}, {}, {}};
  for (const auto& line : iniLines(said->output)) {
    const auto sign = line.find('=');
    const auto key = line.substr(0, sign);
    auto value = sign == std::string::npos ? std::string() : line.substr(sign + 1);
    if (key == "version")
      interpreter.version = std::move(value);
    else if (key == "path")
      addUnique(interpreter.path, std::move(value));
    else if (key == "builtin")
      interpreter.builtins.push_back(std::move(value));
  }
  if (interpreter.version.empty())
    return Error{ErrorCode::InvalidArgument,
                 executable.string() + ": is no Python: it ended with status " +
                     std::to_string(said->status) +
                     " and said: " + said->errors.substr(0, said->errors.find('\n'))};
  return interpreter;
}

/// A virtual environment's own files tell its version and where its packages and library are.
Result<Interpreter> read(const Path& executable) {
  const auto environment = executable.parent_path().parent_path();
  const auto text = readFile(environment / "pyvenv.cfg");
  if (!text)
    return Error{ErrorCode::InvalidArgument,
                 executable.string() + ": lies in this root, which is not trusted, so it is not "
                                       "run; it is no virtual environment that could be read "
                                       "instead. Give another --interpreter, or `stackdev trust`"};
  Interpreter interpreter{executable.filename().string(), executable, {}, {}, {}};
  const auto sections = iniSections("[venv]\n" + *text);
  const Path home(std::string(sections[0].value("home")));
  auto version = std::string(sections[0].value("version"));
  if (version.empty())
    version = sections[0].value("version_info"); // as virtualenv and uv write it
  interpreter.version = version.substr(0, version.find('.', version.find('.') + 1));
  const auto library = "lib/python" + interpreter.version;
  std::error_code ignored;
  for (const auto& folder :
       {home.parent_path() / library, home.parent_path() / library / "lib-dynload",
        environment / library / "site-packages"})
    if (std::filesystem::is_directory(folder, ignored))
      addUnique(interpreter.path, folder.string());
  return interpreter;
}

bool isBelow(const Path& path, const Path& folder) {
  const auto relative = path.lexically_relative(folder);
  return !relative.empty() && *relative.begin() != "..";
}

} // namespace

Asking askingOf(const Root& root, const Path& executable) {
  std::error_code ignored; // a link in the root to a program outside is in the root, too
  const bool isInRoot =
      isBelow(executable.lexically_normal(), root.folder) ||
      isBelow(std::filesystem::weakly_canonical(executable.parent_path(), ignored) / "x",
              root.folder) ||
      isBelow(std::filesystem::weakly_canonical(executable, ignored), root.folder);
  return isInRoot && !isTrusted(root) ? Asking::Nothing : Asking::Run;
}

Result<Interpreter> describedInterpreter(const Path& executable, Asking asking) {
  if (::access(executable.c_str(), X_OK) != 0)
    return Error{ErrorCode::NotFound, "interpreter " + executable.string() + ": no such program"};
  return asking == Asking::Run ? asked(executable) : read(executable);
}

Result<Path> interpreterPath(const std::string& given) {
  if (given.find('/') != std::string::npos)
    return std::filesystem::absolute(given).lexically_normal();
  if (auto program = programOnPath(given); !program.empty())
    return program;
  return Error{ErrorCode::NotFound, "interpreter " + given + ": no such program on PATH"};
}

} // namespace stackdev
