// What the names in one Python module stand for, by its imports, assignments and scopes, and which
// of its calls may reach a function of one of some names. Other modules are not looked into:
// modules.h follows the paths that come out here.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "python/arguments.h"
#include "python/outline.h"
#include "python/paths.h"
#include "python/source_text.h"
#include "python/syntax_tree.h"

namespace stackdev {

struct CallSite {
  Paths callee;
  std::size_t start; // of the call
  std::size_t end;
  std::size_t argumentsStart; // of "("
  std::size_t argumentsEnd;   // behind ")"
  std::vector<Argument> arguments;
  bool isInString; // in a formatted string
  bool isBroken;   // in code that does not parse
};

struct ModuleNames {
  std::map<std::string, Paths> exports; // the module's own names, at its end
  std::vector<std::string> stars;       // modules of which it imports everything
  std::vector<CallSite> calls;          // in order
  bool isComplete = true;               // false: nested too deeply to be read to the end
};

/// What a file is called when it is imported.
struct ModuleName {
  std::string name;    // "swift.common.utils"; "" for a script
  std::string package; // what relative imports start from: "swift.common"
};

/// `tree` of `source.code()`, parsed from `outline`'s ranges. Only calls whose callee may end in
/// one of `words` are kept.
ModuleNames namesIn(const SyntaxTree& tree, const SourceText& source, const Outline& outline,
                    const ModuleName& module, const Words& words);

} // namespace stackdev
