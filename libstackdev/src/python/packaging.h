// What a repository's packaging files say: its distribution, what that requires, the scripts that
// installing it would make. Read as text; nothing of the repository is run.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace stackdev {

/// A script that an installation makes from a function: [project.scripts], console_scripts, ...
struct ScriptEntryPoint {
  enum class Kind { Console, Wsgi };
  Kind kind;
  std::string name;   // "nova-compute"
  std::string module; // "nova.cmd.compute"
  std::string function;
};

struct Packaging {
  std::string distribution;                  // "python-novaclient"; "" if no file says it
  std::vector<std::string> requirements;     // names as written, without versions
  std::vector<ScriptEntryPoint> entryPoints; // in the order of the files
  std::vector<std::string> scripts;          // files below the repository: "bin/nova-api"
  std::vector<std::string> packageRoots;     // folders that packages are looked for in: "src"
};

/// Adds what one file says. Requirement files: names, options and comments left out, `-e
/// URL#egg=NAME` counts as NAME.
void addRequirements(std::string_view requirementsTxt, Packaging& packaging);
void addSetupCfg(std::string_view setupCfg, Packaging& packaging);
void addPyproject(std::string_view pyprojectToml, Packaging& packaging);
void addSetupPy(std::string_view setupPy, Packaging& packaging);

/// The comparable form of a distribution's name (PEP 503): "Foo_Bar.baz" is "foo-bar-baz".
std::string normalizedName(std::string_view distribution);

/// "x = y:z [extra]" as an entry point; an empty module if it is none.
ScriptEntryPoint scriptEntryPoint(std::string_view line, ScriptEntryPoint::Kind kind);

/// Sorts and makes unique what several files may say.
void tidy(Packaging& packaging);

} // namespace stackdev
