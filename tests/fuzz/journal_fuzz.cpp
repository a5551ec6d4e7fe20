// Journals: what is read is written and read the same.
#include "change/journal.h"

#include "input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = stackdev::fuzz::text(data, size);
  if (const auto journal = stackdev::decodedJournal(input)) {
    const auto bytes = stackdev::encoded(*journal);
    const auto again = stackdev::decodedJournal(bytes);
    stackdev::fuzz::expect(again && stackdev::encoded(*again) == bytes);
  }
  return 0;
}
