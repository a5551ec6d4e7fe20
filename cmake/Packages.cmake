# Every package the build needs, with the Debian 12 name to install it by.
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json)     # libboost1.81-dev libboost-json1.81-dev
find_package(pugixml REQUIRED)                        # libpugixml-dev
find_package(spdlog REQUIRED)                         # libspdlog-dev
find_package(CLI11 REQUIRED)                          # libcli11-dev
find_package(PkgConfig REQUIRED)
pkg_check_modules(libgit2 REQUIRED libgit2)   # libgit2-dev; not linked: support/git_functions.h loads it
pkg_check_modules(tree_sitter REQUIRED IMPORTED_TARGET tree-sitter)  # libtree-sitter-dev
find_path(TOMLPLUSPLUS_INCLUDE toml++/toml.h REQUIRED)               # libtomlplusplus-dev

# The Python grammar for tree-sitter comes from npm, pinned by a lock file (scripts/setup fetches it).
set(STACKDEV_GRAMMAR ${CMAKE_SOURCE_DIR}/third_party/tree-sitter-python/node_modules/tree-sitter-python
    CACHE PATH "Folder of the tree-sitter Python grammar")
if(NOT EXISTS ${STACKDEV_GRAMMAR}/src/parser.c)
  message(FATAL_ERROR "The tree-sitter Python grammar is missing: ${STACKDEV_GRAMMAR}\n"
                      "Run scripts/setup once: it installs what the build needs.")
endif()
add_library(tree_sitter_python STATIC
  ${STACKDEV_GRAMMAR}/src/parser.c ${STACKDEV_GRAMMAR}/src/scanner.c)
target_include_directories(tree_sitter_python PRIVATE ${STACKDEV_GRAMMAR}/src)
set_target_properties(tree_sitter_python PROPERTIES C_STANDARD 11 POSITION_INDEPENDENT_CODE ON)
target_compile_options(tree_sitter_python PRIVATE -w)
