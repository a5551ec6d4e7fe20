// Packaging files of every kind.
#include "python/packaging.h"

#include "input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = stackdev::fuzz::text(data, size);
  stackdev::Packaging packaging;
  stackdev::addRequirements(input, packaging);
  stackdev::addSetupCfg(input, packaging);
  stackdev::addPyproject(input, packaging);
  stackdev::addSetupPy(input, packaging);
  stackdev::tidy(packaging);
  return 0;
}
