#include "ide/eclipse_chunks.h"

namespace stackdev {
namespace {

using namespace std::string_view_literals;

constexpr auto kBegin = "\x40\xB1\x8B\x81\x23\xBC\x00\x14\x1A\x25\x96\xE7\xA3\x93\xBE\x1E"sv;
constexpr auto kEnd = "\xC0\x58\xFB\xF3\x23\xBC\x00\x14\x1A\x51\xF3\x8C\x7B\xBB\x77\xC6"sv;

} // namespace

std::vector<std::string_view> eclipseChunks(std::string_view bytes) {
  std::vector<std::string_view> found;
  for (auto begin = bytes.find(kBegin); begin != std::string_view::npos;
       begin = bytes.find(kBegin, begin)) {
    begin += kBegin.size();
    const auto end = bytes.find(kEnd, begin);
    if (end == std::string_view::npos)
      break;
    // What was torn has no end of its own: the piece behind it begins where the last one begins.
    const auto last = bytes.substr(0, end).rfind(kBegin) + kBegin.size();
    found.push_back(bytes.substr(last, end - last));
    begin = end + kEnd.size();
  }
  return found;
}

std::string eclipseChunk(std::string_view content) {
  return std::string(kBegin).append(content).append(kEnd);
}

} // namespace stackdev
