// The one way in which stackdev says that something failed for a reason outside the program.
#pragma once

#include <string>

#include <boost/system/result.hpp>

namespace stackdev {

enum class ErrorCode {
  InvalidArgument, // usage, manifest or file that does not fit
  NotFound,
  Conflict,  // the disk does not hold what the plan was made for
  Untrusted, // needs trust in this root's manifest and has none
  Io,        // operating system, process or workspace
  Protocol,
  Cancelled,
};

/// `message` says what, where and what to do, in one or more lines without a final newline.
struct [[nodiscard]] Error {
  ErrorCode code;
  std::string message;
};

template <class T>
using Result = boost::system::result<T, Error>;
using Status = Result<void>;

/// Called by Boost.System if `value()` is called on a failed result: a bug of the caller.
[[noreturn]] void throw_exception_from_error( // NOLINT(readability-identifier-naming): Boost's name
    const Error& error, const boost::source_location& where);

} // namespace stackdev
