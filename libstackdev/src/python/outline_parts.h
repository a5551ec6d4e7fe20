// The statements of a text's top level, one after the other, and of each what decides whether it
// has to be parsed; of a class its members likewise, which is worth the trouble where a method is
// long.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "python/outline.h"

namespace stackdev {

class OutlineParts {
public:
  /// The part that covers the byte `kept` is never left out.
  explicit OutlineParts(std::optional<std::size_t> kept) : kept_(kept) {}

  /// The part at hand ends, the next one starts here. Lines count from 0.
  void start(std::size_t at, std::size_t line);

  /// The part at hand ends, and the text: its ranges and what is left out of them.
  Outline take(std::size_t end);

  /// The part at hand is a function or a class, unless it is one already.
  void define(std::string_view name, bool isClass);
  bool isClass() const { return isClass_; }

  /// A word is used in it.
  void use();

  /// The library is named in it: a method may give it to the class's others.
  void addLibrary();
  void addGlobal() { hasGlobal_ = true; }

  /// Whether a line of the class at hand stands where its members start.
  bool isMember(std::string_view indentation);
  void startMember(std::size_t at, std::size_t line, bool isFunction);

  /// The member's line before was a decorator.
  bool isDecorated() const { return isDecorated_; }
  void setDecorated(bool isDecorated) { isDecorated_ = isDecorated; }

private:
  struct Member {
    std::size_t start;
    std::size_t line;
    bool isFunction;
    bool isUsed;
  };

  bool isKept(std::size_t start, std::size_t end) const {
    return kept_ && start <= *kept_ && *kept_ < end;
  }
  void close(std::size_t end);
  void addRange(const OutlineRange& range);
  void addClass(std::size_t end);

  std::optional<std::size_t> kept_;
  OutlineRange part_{0, 0, 0};
  bool isDefinition_ = false;
  bool isClass_ = false;
  bool isUsed_ = false;
  bool hasGlobal_ = false;
  bool namesLibrary_ = false;
  std::string_view name_;
  std::vector<Member> members_; // of the class at hand
  std::string_view indentation_;
  bool isRegular_ = true; // all lines of the class have at least that indentation
  bool isDecorated_ = false;
  Outline outline_;
};

} // namespace stackdev
