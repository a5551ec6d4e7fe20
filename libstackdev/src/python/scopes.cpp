#include "python/scopes.h"

#include <algorithm>

namespace stackdev {
namespace {

const Paths* find(const Scope& scope, std::string_view name) {
  const auto it = scope.values.find(name);
  return it == scope.values.end() ? nullptr : &it->second;
}

bool isMethod(const Scope& scope) {
  return scope.form == Scope::Form::Function && !scope.self.empty() && scope.parent != nullptr &&
         scope.parent->form == Scope::Form::Class;
}

std::string_view rootOf(std::string_view dotted) {
  return dotted.substr(0, dotted.find('.'));
}

} // namespace

Values joined(Values one, const Values& other) {
  for (const auto& [name, paths] : other)
    addPaths(one[name], paths);
  return one;
}

Scopes::Scopes() {
  scopes_.push_back(std::make_unique<Scope>(Scope{Scope::Form::Module, nullptr, {}, {}, {}, {}}));
  top_ = current_ = scopes_.back().get();
}

bool Scopes::isInFunction() const {
  for (const Scope* scope = current_; scope != nullptr; scope = scope->parent)
    if (scope->form == Scope::Form::Function)
      return true;
  return false;
}

Scope& Scopes::enter(Scope::Form form, Scope& around) {
  scopes_.push_back(std::make_unique<Scope>(Scope{form, &around, {}, {}, {}, {}}));
  current_ = scopes_.back().get();
  return *current_;
}

Scope* Scopes::targetOf(std::string_view name) {
  if (current_->bound.globals.contains(name))
    return top_;
  if (current_->bound.nonlocals.contains(name))
    for (Scope* scope = current_->parent; scope != nullptr; scope = scope->parent)
      if (scope->form == Scope::Form::Function && scope->bound.locals.contains(name))
        return scope;
  return current_;
}

void Scopes::bind(std::string_view name, Paths paths) {
  Scope* scope = targetOf(name);
  if (scope != current_) { // whenever that function is called: it adds a possibility
    isChangedFromBelow_ = true;
    addPaths(scope->values[std::string(name)], paths);
    addPaths(scope->fromBelow[std::string(name)], paths);
    return;
  }
  removed_.erase({current_, std::string(name)});
  const auto prefix = std::string(name) + ".";
  for (auto it = scope->values.lower_bound(prefix);
       it != scope->values.end() && it->first.starts_with(prefix);)
    it = scope->values.erase(it);
  if (const auto below = scope->fromBelow.find(name); below != scope->fromBelow.end())
    addPaths(paths, below->second);
  scope->values[std::string(name)] = std::move(paths);
}

void Scopes::bindDotted(const std::string& dotted, const Paths& paths) {
  current_->values[dotted] = paths;
  const auto root = rootOf(dotted);
  if (!isMethod(*current_) || current_->self != root)
    return;
  isChangedFromBelow_ = isChangedFromBelow_ || !paths.empty();
  addPaths(current_->parent->values["self." + dotted.substr(root.size() + 1)], paths);
}

void Scopes::bindPackage(const std::string& name) {
  const auto* bound = find(*targetOf(name), name);
  if (bound == nullptr || *bound != Paths{name})
    bind(name, {name});
}

void Scopes::remove(std::string_view name) {
  removed_.emplace(current_, std::string(name));
}

bool Scopes::isRemoved(std::string_view name) const {
  return removed_.contains({current_, std::string(name)});
}

void Scopes::importEverything(const std::string& module) {
  if (std::find(stars_.begin(), stars_.end(), module) == stars_.end())
    stars_.push_back(module);
}

Paths Scopes::lookup(std::string_view name) const {
  const Scope* scope = current_;
  if (scope->bound.globals.contains(name))
    scope = top_;
  for (bool isOwn = true; scope != nullptr; scope = scope->parent) {
    if (scope->form == Scope::Form::Class && !isOwn)
      continue;
    if (const auto* paths = find(*scope, name))
      return *paths;
    if (scope->form == Scope::Form::Function && scope->bound.locals.contains(name) &&
        !scope->bound.nonlocals.contains(name) && !scope->bound.globals.contains(name))
      return {}; // not bound yet
    isOwn = isOwn && scope->form == Scope::Form::Comprehension;
  }
  Paths paths;
  for (const auto& star : stars_)
    addPaths(paths, {star + "." + std::string(name)});
  if (paths.empty() && (name == "__import__" || name == "getattr" || name == "staticmethod"))
    paths.push_back("builtins." + std::string(name));
  return paths;
}

const Paths* Scopes::lookupDotted(std::string_view dotted) const {
  const auto root = rootOf(dotted);
  for (const Scope* scope = current_; scope != nullptr; scope = scope->parent) {
    if (const auto* paths = find(*scope, dotted))
      return paths;
    if (isMethod(*scope) && scope->self == root) {
      const auto member = dotted.substr(root.size() + 1);
      if (const auto* paths = find(*scope->parent, "self." + std::string(member)))
        return paths;
      return find(*scope->parent, member);
    }
    if (find(*scope, root) != nullptr || scope->bound.locals.contains(root))
      return nullptr;
  }
  return nullptr;
}

} // namespace stackdev
