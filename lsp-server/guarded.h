// The end of what a package throws: no input ends the process.
#pragma once

#include <exception>

#include <stackdev/result.h>

namespace stackdev::lsp {

template <class Work>
auto guarded(const Work& work) -> decltype(work()) {
  try {
    return work();
  } catch (const std::exception& failure) { // bad_alloc, filesystem_error
    return Error{ErrorCode::Io, failure.what()};
  }
}

} // namespace stackdev::lsp
