// JSON of the editors' server: what is read is written in ASCII, and read again as the same.
#include <algorithm>
#include <string>

#include "input.h"
#include "json_text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace stackdev::lsp;
  const auto value = parsedJson(stackdev::fuzz::text(data, size));
  if (!value)
    return 0;
  const auto text = asciiJson(*value);
  stackdev::fuzz::expect(std::all_of(text.begin(), text.end(),
                                     [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
  const auto again = parsedJson(text);
  stackdev::fuzz::expect(again && asciiJson(*again) == text);
  return 0;
}
