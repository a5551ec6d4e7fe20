#include "python/names.h"

#include "python/name_reader.h"

namespace stackdev {

ModuleNames NameReader::read(TSNode root) {
  module(root);
  if (scopes_.isModuleChangedFromBelow()) // by a function that its statements may have called
    module(root);
  if (scopes_.isChangedFromBelow()) { // by a function that may well have been read after its user
    deferred_ = outermost_;
    runDeferred();
  }
  ModuleNames names;
  names.exports.insert(scopes_.top().values.begin(), scopes_.top().values.end());
  names.stars = scopes_.stars();
  for (auto& [start, call] : calls_)
    names.calls.push_back(std::move(call));
  names.isComplete = isComplete_;
  return names;
}

void NameReader::module(TSNode root) {
  errors_ = kindOf(root) == Kind::Error ? 1 : 0;
  leftOut_ = 0;
  outermost_.clear();
  for (const auto& statement : namedChildren(root)) {
    bindLeftOut(startOf(statement));
    visit(statement);
  }
  bindLeftOut(code_.size());
  runDeferred();
}

void NameReader::bindLeftOut(std::size_t before) {
  for (; leftOut_ < outline_.leftOut.size() && outline_.leftOut[leftOut_].start < before;
       ++leftOut_)
    bindDefinition(outline_.leftOut[leftOut_].name);
}

void NameReader::runDeferred() {
  while (!deferred_.empty()) {
    auto batch = std::move(deferred_);
    deferred_.clear();
    for (const auto& one : batch)
      function(one);
  }
}

ModuleNames namesIn(const SyntaxTree& tree, const SourceText& source, const Outline& outline,
                    const ModuleName& module, const Words& words) {
  return NameReader(source.code(), outline, module, words).read(tree.root());
}

} // namespace stackdev
