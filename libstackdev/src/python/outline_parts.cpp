#include "python/outline_parts.h"

#include <utility>

namespace stackdev {

void OutlineParts::start(std::size_t at, std::size_t line) {
  close(at);
  part_ = {at, 0, line};
  isDefinition_ = isClass_ = isUsed_ = hasGlobal_ = namesLibrary_ = isDecorated_ = false;
  isRegular_ = true;
  name_ = indentation_ = {};
  members_.clear();
}

Outline OutlineParts::take(std::size_t end) {
  close(end);
  return std::move(outline_);
}

void OutlineParts::define(std::string_view name, bool isClass) {
  if (isDefinition_)
    return;
  isDefinition_ = true;
  isClass_ = isClass;
  name_ = name;
}

void OutlineParts::use() {
  isUsed_ = true;
  if (!members_.empty())
    members_.back().isUsed = true;
}

void OutlineParts::addLibrary() {
  namesLibrary_ = true;
  if (!members_.empty())
    members_.back().isUsed = true;
}

bool OutlineParts::isMember(std::string_view indentation) {
  if (indentation_.empty())
    indentation_ = indentation;
  isRegular_ = isRegular_ && indentation.starts_with(indentation_);
  return indentation == indentation_;
}

void OutlineParts::startMember(std::size_t at, std::size_t line, bool isFunction) {
  members_.push_back({at, line, isFunction, false});
}

void OutlineParts::close(std::size_t end) {
  if (end <= part_.start)
    return;
  isUsed_ = isUsed_ || isKept(part_.start, end);
  // The library gets another name that is known outside: a global one, or a class's.
  const bool mayNameLibrary = namesLibrary_ && (hasGlobal_ || isClass_);
  if (isDefinition_ && !isUsed_ && !mayNameLibrary)
    outline_.leftOut.push_back({part_.start, name_});
  else if (isClass_ && isRegular_ && !(hasGlobal_ && namesLibrary_))
    addClass(end);
  else
    addRange({part_.start, end, part_.line});
}

void OutlineParts::addRange(const OutlineRange& range) {
  if (!outline_.ranges.empty() && outline_.ranges.back().end == range.start)
    outline_.ranges.back().end = range.end;
  else if (range.end > range.start)
    outline_.ranges.push_back(range);
}

/// The class without the methods that use no word.
void OutlineParts::addClass(std::size_t end) {
  addRange({part_.start, members_.empty() ? end : members_.front().start, part_.line});
  for (std::size_t i = 0; i < members_.size(); ++i) {
    const auto next = i + 1 < members_.size() ? members_[i + 1].start : end;
    if (!members_[i].isFunction || members_[i].isUsed || isKept(members_[i].start, next))
      addRange({members_[i].start, next, members_[i].line});
  }
}

} // namespace stackdev
