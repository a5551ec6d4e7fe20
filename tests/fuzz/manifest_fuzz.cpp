// stackdev.toml: every problem has a line, whatever the bytes.
#include "stackdev/manifest.h"

#include "input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = stackdev::fuzz::text(data, size);
  for (const auto& problem : stackdev::parsedManifest(input).problems)
    stackdev::fuzz::expect(problem.line >= 0 && !problem.message.empty());
  return 0;
}
