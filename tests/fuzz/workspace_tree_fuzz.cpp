// Eclipse's trees and snapshots of resources, divided by |||.
#include "ide/eclipse_tree.h"

#include "input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = stackdev::fuzz::text(data, size);
  const auto middle = input.find("|||");
  if (middle == std::string_view::npos)
    static_cast<void>(stackdev::eclipseTree(std::nullopt, input));
  else
    static_cast<void>(stackdev::eclipseTree(input.substr(0, middle), input.substr(middle + 3)));
  return 0;
}
