# Headers of packages that most sources of a target take seconds to read. The `dev` preset reads them
# in each source, and so shows which source lacks an include.
option(STACKDEV_PRECOMPILE "Precompile the headers of packages" ON)

function(stackdev_precompile target)
  if(STACKDEV_PRECOMPILE)
    target_precompile_headers(${target} PRIVATE ${ARGN})
  endif()
endfunction()
