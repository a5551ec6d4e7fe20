#include "command.h"

#include <iostream>

namespace stackdev::cli {
namespace {

std::string_view nameOf(ErrorCode code) {
  switch (code) {
  case ErrorCode::InvalidArgument:
    return "invalid-argument";
  case ErrorCode::NotFound:
    return "not-found";
  case ErrorCode::Conflict:
    return "conflict";
  case ErrorCode::Untrusted:
    return "untrusted";
  case ErrorCode::Io:
    return "io";
  case ErrorCode::Protocol:
    return "protocol";
  case ErrorCode::Cancelled:
    return "cancelled";
  }
  return {};
}

} // namespace

Result<Root> rootOf(const Globals& globals) {
  return findRoot(globals.root, std::filesystem::current_path(), globals.state);
}

int failed(const Error& error) {
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

int failed(const Globals& globals, const Error& error) {
  if (globals.json)
    print(boost::json::object{
        {"error", boost::json::object{{"code", nameOf(error.code)}, {"message", error.message}}}});
  return failed(error);
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
