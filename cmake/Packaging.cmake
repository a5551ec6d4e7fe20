# The .deb: cmake --build --preset release && cpack --config build/release/CPackConfig.cmake
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME stackdev)
set(CPACK_PACKAGE_CONTACT "stackdev maintainers <stackdev@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_STRIP_FILES ON)
# The program and its data; the library is for those who build from source.
set(CPACK_INSTALL_CMAKE_PROJECTS "${CMAKE_BINARY_DIR};${PROJECT_NAME};Unspecified;/")
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# libgit2 is loaded when it is needed, so its package is not found by what the programs link.
string(REGEX MATCH "^[0-9]+\\.[0-9]+" libgit2_soversion ${libgit2_VERSION})
set(CPACK_DEBIAN_PACKAGE_DEPENDS "python3, git, libgit2-${libgit2_soversion}")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "supervisor")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
include(CPack)
