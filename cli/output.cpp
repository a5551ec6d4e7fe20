#include "command.h"

#include <iostream>

#include <stackdev/json.h>

namespace stackdev::cli {

Result<Root> rootOf(const Globals& globals, BadManifest badManifest) {
  std::error_code gone;
  auto current = std::filesystem::current_path(gone);
  if (gone)
    return Error{ErrorCode::Io, "cannot read the current folder: " + gone.message()};
  return findRoot(globals.root, current, globals.state, badManifest);
}

int failed(const Globals& globals, const Error& error) {
  if (globals.json)
    print(boost::json::object{{"error", jsonOf(error)}});
  std::cerr << "stackdev: " << error.message << '\n';
  switch (error.code) {
  case ErrorCode::Untrusted:
    return kNo;
  case ErrorCode::InvalidArgument:
  case ErrorCode::NotFound:
    return kUsage;
  case ErrorCode::Cancelled:
    return kInterrupted;
  case ErrorCode::Conflict:
  case ErrorCode::Io:
  case ErrorCode::Protocol:
    return kSystem;
  }
  return kSystem;
}

void print(const boost::json::value& value) {
  std::cout << boost::json::serialize(value) << '\n';
}

void printDiff(const ChangeSet& changes, const Root& root) {
  std::cout << unifiedDiff(changes, root.folder);
}

void warn(const Globals& globals, const std::string& text) {
  if (globals.verbosity >= 0)
    std::cerr << "warning: " << text << '\n';
}

} // namespace stackdev::cli
