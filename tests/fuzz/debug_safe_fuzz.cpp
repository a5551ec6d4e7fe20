// Any bytes as a Python file: what `on` writes `off` takes back, twice is once, and the number of
// lines stays.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include <stackdev/debug_safe.h>
#include <stackdev/hook.h>
#include <stackdev/scan.h>

using namespace stackdev;

namespace {

void require(bool holds, const char* what, std::string_view text) {
  if (holds)
    return;
  std::fprintf(stderr, "does not hold: %s\n%.*s\n", what, static_cast<int>(text.size()),
               text.data());
  std::abort();
}

void checkDebugSafe(const std::string& text) {
  const auto calls = patchCallsIn(text, "/nowhere/file.py");
  if (!calls)
    return;
  const auto before = restoringEdits(text, std::nullopt, Decoding::Utf8);
  const auto plan = debugSafeEdits(text, *calls, builtInPresets(), Decoding::Utf8);
  require(before && plan, "what can be read can be planned for", text);
  const auto after = edited(text, plan->edits);
  const auto back = restoringEdits(after, std::nullopt, Decoding::Utf8);
  require(back.has_value(), "what was written can be read", after);
  require(edited(after, back->edits) == edited(text, before->edits), "off takes on back", after);
  require(std::count(after.begin(), after.end(), '\n') ==
              std::count(text.begin(), text.end(), '\n'),
          "no line is added", after);
  const auto again = patchCallsIn(after, "/nowhere/file.py");
  require(again && again->size() >= calls->size(), "no call gets lost", after);
  const auto twice = debugSafeEdits(after, *again, builtInPresets(), Decoding::Utf8);
  require(twice && twice->edits.empty(), "on twice is on once", after);
}

void checkHook(const std::string& text, std::optional<std::size_t> line) {
  const auto edits = hookEdits(text, line, {}, "/boot strap", Decoding::Utf8);
  const auto before = hooksIn(text, Decoding::Utf8);
  if (!edits || !before || !before->empty())
    return;
  const auto after = edited(text, *edits);
  const auto back = unhookEdits(after, std::nullopt, Decoding::Utf8);
  require(back && edited(after, back->edits) == text, "off takes the hook out", after);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 1U << 14U)
    return 0;
  const std::string text(reinterpret_cast<const char*>(data), size);
  checkDebugSafe(text);
  checkHook(text, std::nullopt);
  checkHook(text, size % 7);
  return 0;
}
