# Headers of packages that most sources of a target take seconds to read. Off, each source reads its own:
# that shows which one lacks an include, and ccache knows such compilations again.
option(STACKDEV_PRECOMPILE "Precompile the headers of packages" OFF)

function(stackdev_precompile target)
  if(STACKDEV_PRECOMPILE)
    target_precompile_headers(${target} PRIVATE ${ARGN})
  endif()
endfunction()
