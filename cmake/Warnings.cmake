# Warnings are errors for our own targets; generated and foreign C code is left alone.
add_library(stackdev_warnings INTERFACE)
target_compile_options(stackdev_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Wold-style-cast -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 reports these inside the standard library and Boost at -O2.
  target_compile_options(stackdev_warnings INTERFACE
    -Wno-maybe-uninitialized -Wno-restrict -Wno-stringop-overflow -Wno-stringop-overread
    -Wno-array-bounds -Wno-dangling-pointer)
elseif(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # Clang says so of a C library's own initialisers, too: GIT_..._OPTIONS_INIT.
  target_compile_options(stackdev_warnings INTERFACE -Wno-missing-field-initializers)
endif()

if(STACKDEV_SANITIZE)
  add_compile_options(-fsanitize=${STACKDEV_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${STACKDEV_SANITIZE})
  if(STACKDEV_SANITIZE STREQUAL "thread")
    # ThreadSanitizer does not know fences: Asio's own locks order what they guard.
    add_compile_definitions(BOOST_ASIO_DISABLE_FENCED_BLOCK)
  endif()
endif()

if(STACKDEV_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link) # lets libFuzzer see which branches an input takes
endif()
