// Frames of the editors' server: however the bytes are cut, the same messages come out.
#include <algorithm>
#include <string>
#include <vector>

#include "input.h"
#include "message_reader.h"

namespace {

using namespace stackdev::lsp;

std::vector<std::string> framesOf(std::string_view bytes, std::size_t piece) {
  MessageReader reader;
  std::vector<std::string> frames;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
    reader.append(bytes.substr(0, piece));
    while (const auto frame = reader.next()) {
      const auto* body = std::get_if<Body>(&*frame);
      frames.push_back(body != nullptr ? "body " + body->text : std::to_string(frame->index()));
    }
  }
  return frames;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = stackdev::fuzz::text(data, size);
  const auto whole = framesOf(input, size + 1);
  stackdev::fuzz::expect(framesOf(input, 1) == whole && framesOf(input, 7) == whole);
  return 0;
}
