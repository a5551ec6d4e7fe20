// Reads a module's statements in the order in which Python would run them, for names.h: statements
// and expressions have a source each.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "python/names.h"
#include "python/scopes.h"

namespace stackdev {

/// A function's body is read when all around it has been: it is called later.
class NameReader {
public:
  NameReader(std::string_view code, const Outline& outline, const ModuleName& module,
             const Words& words)
      : code_(code), outline_(outline), module_(module), words_(words) {}

  ModuleNames read(TSNode root);

private:
  struct Deferred {
    TSNode node; // function or lambda
    Scope* around;
    bool isMethod;
    int errors; // around it
  };

  Values& values() { return scopes_.current().values; }
  void module(TSNode root);
  void bindLeftOut(std::size_t before);
  void runDeferred();

  // Statements
  void visitChildren(TSNode node);

  /// Anything; the value is of interest for expressions only.
  Paths visit(TSNode node);
  Paths visitKind(TSNode node);
  void branching(TSNode node);
  void importStatement(TSNode node);

  /// A dotted name without the spaces and line ends that may be in it.
  std::string squeezed(TSNode node) const;

  /// nullopt: outside of all packages.
  std::optional<std::string> importedModule(TSNode node) const;
  void importFrom(TSNode node);
  void importEverything(const std::string& module);
  void bindDefinition(std::string_view name);
  void functionDefinition(TSNode node);
  void defer(TSNode node, bool isMethod);

  /// A parameter's default is evaluated where the function is defined.
  void defaults(TSNode parameters);
  void parameters(TSNode node);
  void function(const Deferred& deferred);
  void classDefinition(TSNode node);
  Paths assignment(TSNode node);

  /// a, b = x, y
  bool assignInParallel(TSNode left, TSNode right);
  void assign(TSNode target, const Paths& paths);
  void deletion(TSNode node);

  // Ways through the code. Only the scope at hand can change in them.
  void ifStatement(TSNode node);
  void loop(TSNode node);
  void tryStatement(TSNode node);
  void matchStatement(TSNode node);

  // Expressions
  Paths expression(TSNode node);
  Paths lastOf(TSNode node);
  Paths attribute(TSNode node);

  /// "a.b.c" for a chain of plain names, else "".
  std::string dottedText(TSNode node) const;

  /// x if condition else y: the condition is evaluated first, whatever its place.
  Paths conditional(TSNode node);

  /// sys.modules["eventlet"]
  Paths subscript(TSNode node);
  void comprehension(TSNode node);
  void asPattern(TSNode node);
  Paths call(TSNode node);
  bool isRemoved(TSNode function) const;
  void record(TSNode node, TSNode arguments, const Paths& callee);

  /// importlib.import_module("x"), __import__("x"), getattr(x, "y"), staticmethod(x)
  Paths valueOfCall(const Paths& callee, TSNode arguments);

  std::string_view code_;
  const Outline& outline_;
  const ModuleName& module_;
  const Words& words_;
  Scopes scopes_;
  std::size_t leftOut_ = 0;
  std::vector<Deferred> deferred_;
  std::vector<Deferred> outermost_;
  std::map<std::size_t, Paths> defaults_; // by the parameter's start
  std::map<std::size_t, CallSite> calls_;
  bool isComplete_ = true;
  int depth_ = 0;
  int branches_ = 0;
  int interpolations_ = 0;
  int errors_ = 0;
};

} // namespace stackdev
