#include "patch/monkey_patching.h"

#include <gtest/gtest.h>

namespace stackdev {
namespace {

struct Row {
  const char* arguments;
  PatchState state;
  const char* debugSafe; // arguments; "" for none
};

/// The only call in `text`.
PatchCall callIn(const std::string& text) {
  const auto calls = patchCallsIn(text, "/nowhere/file.py");
  EXPECT_TRUE(calls && calls->size() == 1) << text;
  return calls && !calls->empty() ? calls->front() : PatchCall{};
}

TEST(PatchState, IsEventletsOwn) {
  constexpr auto kUnsafe = PatchState::Unsafe;
  constexpr auto kRisky = PatchState::Risky;
  constexpr auto kSafe = PatchState::Safe;
  constexpr auto kUnknown = PatchState::Unknown;
  constexpr const char* kForm = "all=False, socket=True, select=True";
  for (const auto& [arguments, state, debugSafe] : std::initializer_list<Row>{
           {"", kUnsafe, kForm},
           {"all=True", kUnsafe, kForm},
           {"os=False", kUnsafe, kForm},
           {"thread=True", kUnsafe, kForm},
           {"all=False, thread=True", kUnsafe, kForm},
           {"socket=False, select=False, os=False, time=False", kUnsafe, kForm},
           {"all=None", kUnsafe, kForm},
           {"os=2", kUnsafe, kForm}, // not (True in on.values())
           {"all='yes'", kUnsafe, kForm},
           {"**{'thread': True}", kUnsafe, kForm},
           {"thread=True, os=flag", kUnsafe, kForm},
           {"thread=False", kRisky, kForm},
           {"os=False, thread=False", kRisky, kForm},
           {"thread=False, time=False", kRisky, kForm},
           {"all=True, thread=False", kRisky, kForm},
           {"all=True, thread=None", kRisky, kForm},
           {"**dict(thread=False)", kRisky, kForm},
           {"socket=True", kSafe, ""},
           {"socket=1", kSafe, ""},
           {"all=False", kSafe, ""},
           {"all=0, socket=flag", kSafe, ""},
           {"all=False, socket=True, select=True", kSafe, ""},
           {"all=False, socket=True, time=True", kSafe, ""},
           {"thread=False, socket=True", kSafe, ""},
           {"thread=not True, socket=True", kSafe, ""},
           {"**kwargs", kUnknown, kForm},
           {"thread=flag", kUnknown, kForm},
           {"all=flag", kUnknown, kForm},
           {"os=False, thread=not debugger.on", kUnknown, kForm},
           {"True", kUnknown, kForm},
           {"threads=True", kUnknown, kForm},
           {"thread=f()", kUnknown, ""},
           {"**f()", kUnknown, ""},
           {"thread=(x := 1)", kUnknown, ""},
           {"thread=os.environ.get('A')", kUnknown, kForm},
       }) {
    const auto call =
        callIn("import eventlet\neventlet.monkey_patch(" + std::string(arguments) + ")\n");
    EXPECT_EQ(call.state, state) << arguments << " is " << toString(call.state);
    EXPECT_EQ(call.debugSafeArguments.value_or(""), debugSafe) << arguments;
    EXPECT_EQ(call.refusal.empty(), state == kSafe || *debugSafe != '\0') << arguments;
  }
}

TEST(PatchState, IsGeventsOwn) {
  const struct {
    const char* call;
    PatchState state;
    const char* debugSafe;
  } kRows[] = {
      {"patch_all()", PatchState::Unsafe, "thread=False"},
      {"patch_all(thread=True)", PatchState::Unsafe, "thread=False"},
      {"patch_all(os=False, thread=True, Event=x())", PatchState::Unsafe,
       "os=False, thread=False, Event=x()"},
      {"patch_all(True, True, True, True, True)", PatchState::Unsafe,
       "True, True, True, True, False"},
      {"patch_all(thread=flag)", PatchState::Unknown, "thread=False"},
      {"patch_all(thread=f())", PatchState::Unknown, ""},
      {"patch_all(**kwargs)", PatchState::Unknown, ""},
      {"patch_all(*flags)", PatchState::Unknown, ""},
      {"patch_all(thread=False)", PatchState::Risky, "thread=False"},
      {"patch_all(True, True, True, True, False)", PatchState::Risky,
       "True, True, True, True, False"},
      {"patch_all(thread=False, socket=False, time=False, select=False, os=False, ssl=False)",
       PatchState::Safe, ""},
      {"patch_thread()", PatchState::Unsafe, ""},
      {"patch_thread(threading=False)", PatchState::Unsafe, ""},
      {"patch_socket()", PatchState::Safe, ""},
      {"patch_time()", PatchState::Safe, ""},
  };
  for (const auto& row : kRows) {
    const auto call = callIn("from gevent import monkey\nmonkey." + std::string(row.call) + "\n");
    EXPECT_EQ(call.state, row.state) << row.call << " is " << toString(call.state);
    EXPECT_EQ(call.debugSafeArguments.value_or(""), row.debugSafe) << row.call;
  }
}

TEST(Presets, AreChosenByName) {
  const auto own = presetOf("mine", Library::Gevent, "thread=False, os = False");
  ASSERT_TRUE(own);
  EXPECT_EQ(chosenPresets("", {})->front().name, "socket-select");
  EXPECT_EQ(chosenPresets("no-thread-time", {})->front().name, "no-thread-time");
  EXPECT_EQ(chosenPresets("mine", {*own})->front().keywords.size(), 2U);
  EXPECT_EQ(chosenPresets("mine", {*own})->size(), 2U) << "eventlet keeps its default";
  EXPECT_EQ(chosenPresets("none", {*own}).error().message,
            "unknown preset none; there are: mine, socket-select, no-thread, no-thread-time");
  EXPECT_FALSE(presetOf("a b", Library::Gevent, "thread=False"));
  EXPECT_FALSE(presetOf("a", Library::Gevent, "thread"));
  EXPECT_FALSE(presetOf("a", Library::Eventlet, "threads=False"));
  EXPECT_FALSE(presetOf("a", Library::Eventlet, "thread=f()"));
  EXPECT_FALSE(presetOf("a", Library::Eventlet, "thread=True"));
  EXPECT_FALSE(presetOf("a", Library::Eventlet, "socket=False"));
  EXPECT_FALSE(presetOf("a", Library::Gevent, "os=False"));
  EXPECT_TRUE(presetOf("a", Library::Eventlet, "os=True"));
  EXPECT_TRUE(presetOf("a", Library::Eventlet, "all=True, thread=False"));
}

} // namespace
} // namespace stackdev
