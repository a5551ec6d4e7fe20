// What interpreters said when they were asked, kept in the state folder as long as their program
// and the folders of their path are the same.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "python/interpreter.h"

namespace stackdev {

class KnownInterpreters {
public:
  static constexpr std::string_view kName = "interpreters.json";

  /// An unreadable file knows none.
  static KnownInterpreters decoded(std::string_view bytes);
  std::string encoded() const;

  /// nullptr if it is not known, or has changed since.
  const Interpreter* find(const std::filesystem::path& executable) const;
  void remember(const Interpreter& interpreter);
  bool changed() const { return changed_; }

private:
  struct Entry {
    Interpreter interpreter;
    std::string stamp;
  };
  std::map<std::filesystem::path, Entry> entries_;
  bool changed_ = false;
};

} // namespace stackdev
