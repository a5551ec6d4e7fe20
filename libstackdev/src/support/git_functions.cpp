#include "support/git_functions.h"

#include <stdexcept>
#include <string>

#include <dlfcn.h>

namespace stackdev {
namespace {

struct Library {
  void* handle = nullptr;
  std::string error;
};

Library opened() {
  void* const handle = ::dlopen("libgit2.so." LIBGIT2_SOVERSION, RTLD_LAZY | RTLD_LOCAL);
  return {handle, handle == nullptr ? ::dlerror() : ""};
}

} // namespace

void* gitSymbol(const char* name) {
  static const Library library = opened(); // until the process ends
  void* const symbol = library.handle != nullptr ? ::dlsym(library.handle, name) : nullptr;
  if (symbol == nullptr)
    throw std::runtime_error("libgit2 " LIBGIT2_SOVERSION
                             " is needed, install libgit2-" LIBGIT2_SOVERSION ": " +
                             (library.error.empty() ? name : library.error));
  return symbol;
}

} // namespace stackdev
