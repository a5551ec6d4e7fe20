// JSON with comments: every node is where it says; what is merged in is there, what was the user's
// stays, and merging twice changes nothing.
#include "ide/json_merge.h"
#include "support/json_text.h"

#include <algorithm>
#include <array>

#include "input.h"

namespace {

using namespace stackdev;

constexpr std::array<JsonList, 2> kLists = {{{"list", "name"}, {"words", ""}}};

void check(const JsonNode& node, std::size_t start, std::size_t end) {
  fuzz::expect(start <= node.start && node.start <= node.valueStart);
  fuzz::expect(node.valueStart < node.end && node.end <= end);
  auto from = node.valueStart;
  for (const auto& child : node.children) {
    check(child, from, node.end);
    from = child.comma.value_or(child.end);
  }
}

/// Boost.JSON reads again what it wrote of a floating-point number with another last digit.
bool hasDouble(const boost::json::value& value) {
  if (const auto* array = value.if_array())
    return std::any_of(array->begin(), array->end(), hasDouble);
  if (const auto* object = value.if_object())
    return std::any_of(object->begin(), object->end(),
                       [](const auto& member) { return hasDouble(member.value()); });
  return value.is_double();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::text(data, size);
  const auto whole = parsedJsonText(input, "f");
  if (!whole)
    return 0;
  check(*whole, 0, input.size());
  const auto value = valueOf(*whole);
  const auto shown = parsedJsonText(jsonText(value, layoutOf(input, *whole)), "f");
  fuzz::expect(hasDouble(value) || (shown && valueOf(*shown) == value));
  if (!value.is_object())
    return 0;
  const auto generated = boost::json::parse(R"({"a":1,"list":[{"name":"x","v":1}],"words":["w"]})");
  const auto wanted =
      boost::json::parse(R"({"b":[1],"list":[{"name":"y"},{"name":"x","v":2}],"words":["w","z"]})");
  const auto once = mergedJson(input, {"f", kLists, generated, wanted});
  fuzz::expect(once.has_value());
  const auto merged = parsedJsonText(once->text, "f");
  fuzz::expect(merged.has_value() && merged->member("b") != nullptr);
  for (const auto& child : whole->children) // keys stay; but "a", if it is as it was generated
    fuzz::expect(child.key == "a" || merged->member(child.key) != nullptr);
  const auto twice = mergedJson(once->text, {"f", kLists, wanted, wanted});
  fuzz::expect(twice && twice->text == once->text);
  return 0;
}
