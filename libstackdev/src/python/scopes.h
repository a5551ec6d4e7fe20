// The scopes of a Python module while its statements are read in their order, and what the names in
// them stand for at that point.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "python/bound_names.h"
#include "python/paths.h"

namespace stackdev {

/// By name, "a.b" for what was assigned to an attribute.
using Values = std::map<std::string, Paths, std::less<>>;

/// What holds after either of two ways through the code.
Values joined(Values one, const Values& other);

struct Scope {
  enum class Form { Module, Class, Function, Comprehension };
  Form form;
  Scope* parent;
  Values values;
  Values fromBelow; // what functions inside bind, by global or nonlocal
  BoundNames bound; // somewhere in the function
  std::string self; // name of a method's first parameter
};

class Scopes {
public:
  Scopes();

  Scope& top() { return *top_; }
  Scope& current() { return *current_; }
  bool isAtTop() const { return current_ == top_; }
  bool isInFunction() const;

  /// A new one inside of `around`, which becomes the current one.
  Scope& enter(Scope::Form form, Scope& around);
  void goTo(Scope& scope) { current_ = &scope; }

  void bind(std::string_view name, Paths paths);

  /// What is assigned to "a.b".
  void bindDotted(const std::string& dotted, const Paths& paths);

  /// `import a.b` binds a, and keeps what was assigned to a.b.
  void bindPackage(const std::string& name);

  void remove(std::string_view name);
  bool isRemoved(std::string_view name) const;

  /// `from module import *`.
  void importEverything(const std::string& module);
  const std::vector<std::string>& stars() const { return stars_; }

  Paths lookup(std::string_view name) const;

  /// What was assigned to "a.b", if anything was.
  const Paths* lookupDotted(std::string_view dotted) const;

  /// A function has changed a name outside of itself, which whoever uses it may have been read
  /// before.
  bool isChangedFromBelow() const { return isChangedFromBelow_; }
  bool isModuleChangedFromBelow() const { return !top_->fromBelow.empty(); }

private:
  Scope* targetOf(std::string_view name);

  std::vector<std::unique_ptr<Scope>> scopes_;
  Scope* top_;
  Scope* current_;
  std::vector<std::string> stars_;
  std::set<std::pair<const Scope*, std::string>> removed_;
  bool isChangedFromBelow_ = false;
};

} // namespace stackdev
