// Java properties: what is set is read again, and setting it twice changes nothing.
#include "ide/java_properties.h"

#include "input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = stackdev::fuzz::text(data, size);
  auto expected = stackdev::properties(input);
  const auto edited = stackdev::withProperties(input, {{"key", "value"}});
  if (input.empty())
    expected["eclipse.preferences.version"] = "1";
  expected["key"] = "value";
  stackdev::fuzz::expect(stackdev::properties(edited) == expected);
  stackdev::fuzz::expect(stackdev::withProperties(edited, {{"key", "value"}}) == edited);
  return 0;
}
