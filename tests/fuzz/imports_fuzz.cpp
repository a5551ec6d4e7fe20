// Python sources: mayImport() is never false where scanImports() finds a name.
#include "python/imports.h"

#include <set>

#include "input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = stackdev::fuzz::text(data, size);
  std::set<std::string_view> names;
  stackdev::scanImports(input, [&](std::string_view name) { names.insert(name); });
  for (const auto name : names)
    stackdev::fuzz::expect(
        stackdev::mayImport(input, [&](std::string_view other) { return other == name; }));
  return 0;
}
