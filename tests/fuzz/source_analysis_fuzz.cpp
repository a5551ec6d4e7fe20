// Any bytes as a Python file: nothing crashes, and where the text parses the quick look at its
// outline costs no call.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "patch/monkey_patching.h"
#include "python/names.h"
#include "python/outline.h"
#include "python/source_text.h"
#include "python/syntax_tree.h"

using namespace stackdev;

namespace {

void require(bool holds, const char* what) {
  if (holds)
    return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

void checkPositions(const SourceText& source) {
  const auto size = source.bytes().size();
  require(source.code().size() == size, "the code is as long as the bytes");
  for (const std::size_t offset : {std::size_t{0}, size / 2, size}) {
    require(source.lineStart(offset) <= offset || offset < 3, "a line starts before its bytes");
    require(source.lineEnd(offset) >= offset || source.lineEnd(offset) + 1 == offset,
            "a line ends behind its bytes");
    require(source.position(offset).line >= 1, "lines count from 1");
  }
}

void check(std::string_view bytes, Decoding decoding) {
  const auto source = SourceText::of(bytes, decoding);
  if (!source)
    return;
  checkPositions(*source);
  const Words words(patchFunctionNames());
  const auto outline = outlineOf(source->code(), words);
  std::size_t end = 0;
  for (const auto& range : outline.ranges) {
    require(end <= range.start && range.start <= range.end && range.end <= bytes.size(),
            "ranges are in order");
    end = range.end;
  }
  const auto whole = SyntaxTree::of(source->code());
  const auto part = SyntaxTree::of(source->code(), outline.ranges);
  if (!whole || !part)
    return;
  const ModuleName module{"package.module", "package"};
  const auto all = namesIn(*whole, *source, {}, module, words);
  const auto some = namesIn(*part, *source, outline, module, words);
  if (ts_node_has_error(whole->root()) || !all.isComplete || !some.isComplete)
    return;
  require(all.calls.empty() || outline.mayCall, "the outline sees that there are calls");
  if (!outline.mayCall)
    return;
  require(all.calls.size() == some.calls.size(), "the outline keeps every call");
  for (std::size_t i = 0; i < all.calls.size(); ++i)
    require(all.calls[i].start == some.calls[i].start &&
                all.calls[i].callee == some.calls[i].callee,
            "the outline keeps what names stand for");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 1U << 14U)
    return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check(bytes, Decoding::AsPythonDoes);
  check(bytes, Decoding::Utf8);
  return 0;
}
