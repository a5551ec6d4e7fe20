// What the arguments of a call in a source are known to be.
#include "python/arguments.h"

#include <gtest/gtest.h>

namespace stackdev {
namespace {

TSNode firstCall(TSNode node) {
  if (kindOf(node) == Kind::Call)
    return node;
  for (const auto& child : namedChildren(node))
    if (const auto found = firstCall(child); kindOf(found) == Kind::Call)
      return found;
  return node;
}

std::string shownValue(const Argument& argument) {
  if (!argument.value)
    return "?";
  if (argument.value->isNone)
    return "none";
  return argument.value->equalsTrue ? "True" : argument.value->isTrue ? "true" : "false";
}

/// "value", "name=value", "*value", "**value" of each; "!" behind those that may have an effect.
std::string argumentsOf(const std::string& list) {
  const auto code = "f" + list + "\n";
  const auto tree = SyntaxTree::of(code);
  if (!tree)
    return "no tree";
  const auto call = firstCall(tree->root());
  std::string text;
  for (const auto& argument : argumentList(field(call, "arguments"), code)) {
    EXPECT_LT(argument.start, argument.end);
    EXPECT_LE(argument.end, code.size());
    EXPECT_GE(argument.valueStart, argument.start);
    text += text.empty() ? "" : " ";
    text += argument.form == Argument::Form::List         ? "*"
            : argument.form == Argument::Form::Dictionary ? "**"
                                                          : "";
    text += (argument.name.empty() ? "" : argument.name + "=") + shownValue(argument) +
            (argument.isPlain ? "" : "!");
  }
  return text;
}

TEST(Arguments, HaveTheValuesThatTheSourceSays) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"()", ""},
      {"(True, False, None)", "True false none"},
      {"(os=True, thread=False,)", "os=True thread=false"},
      {"(1, 0, 2, 10, 00)", "True false true true false"},
      {"(0x0, 0x10, 0b0, 0b1, 0o0, 0o7)", "false true false true false true"},
      {"(0xB, 0XB0B, 0b_0)", "true true false"}, // B is a digit there
      {"(0L, 1L, 1_0)", "false true true"},
      {"('a', u'a', r'a', '''a''')", "true true true true"},
      {"('', f'{x}', 'a' 'b', '\\n')", "? ? ? ?"},
      {"((True), ((0)), ())", "True false ?"},
      {"(not True, not 0, not None, not x, not not 1)", "false True True ? True"},
      {"(-1, 1.0, ..., [], x, x.y)", "? ? ? ? ? ?"},
      {"(os = # why\n True)", "os=True"},
      {"(\n  # why\n  True\n)", "True"},
      {"(x for x in y)", "?!"},
      {"(*args, **kwargs)", "*? **?"},
      {"(*[1], x=1, *b)", "*? x=True *?"},
      {"(caf\xC3\xA9=True)", "caf\xC3\xA9=True"},
  };
  for (const auto& [list, expected] : rows)
    EXPECT_EQ(argumentsOf(list), expected) << list;
}

TEST(Arguments, OfADictionaryAreKeywords) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"(**{'os': False, \"thread\": True})", "os=false thread=True"},
      {"(**{})", ""},
      {"(**dict(os=False))", "os=false"},
      {"(**dict())", ""},
      {"(**{'os': # why\n False, # so\n})", "os=false"},
      {"(a, **{'os': x})", "? os=?"},
      {"(**{'os': f()})", "os=?!"},
      {"(**{os: False})", "**?"},
      {"(**{**a})", "**?"},
      {"(**{'a': 1, **b})", "**?"},
      {"(**dict(a))", "**?"},
      {"(**dict(**a))", "**?"},
      {"(**dict(os=False, *a))", "**?"},
      {"(**{k: v for k, v in x})", "**?"},
      {"(**(a))", "**?"},
      {"(**f())", "**?!"},
  };
  for (const auto& [list, expected] : rows)
    EXPECT_EQ(argumentsOf(list), expected) << list;
}

TEST(Arguments, ArePlainIfNobodyMissesThem) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"(os.environ.get('A'), os.getenv('A', '1'), getattr(a, 'b'))", "? ? ?"},
      {"(bool(x), int(os.getenv('A')), str(1))", "? ? ?"},
      {"(f(), x=g(), *h())", "?! x=?! *?!"},
      {"(a.get('x'), environ.get('x'))", "?! ?!"},
      {"(int(f()))", "?!"},
      {"(x if y else z, x + y, a[b], [c], {d: e}, lambda: g())", "? ? ? ? ? ?!"},
      {"((x := 1))", "?!"},
      {"((yield))", "?!"},
      {"(await x)", "?!"},
      {"(" + std::string(1500, '(') + "f" + std::string(1500, ')') + ")", "?!"},
  };
  for (const auto& [list, expected] : rows)
    EXPECT_EQ(argumentsOf(list), expected) << list.substr(0, 80);
}

} // namespace
} // namespace stackdev
