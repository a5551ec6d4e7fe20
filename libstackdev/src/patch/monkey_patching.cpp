#include "patch/monkey_patching.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace stackdev {
namespace {

constexpr std::string_view kGevent = "gevent.monkey.";

/// gevent.monkey's functions; patch_item() and patch_module() are their tools and patch what the
/// caller hands them.
constexpr std::array<std::string_view, 15> kGeventFunctions = {
    "patch_all",    "patch_builtins",   "patch_contextvars", "patch_dns",    "patch_os",
    "patch_queue",  "patch_select",     "patch_selectors",   "patch_ssl",    "patch_signal",
    "patch_socket", "patch_subprocess", "patch_sys",         "patch_thread", "patch_time"};

/// patch_all()'s first parameters, the same since gevent 0.13; all are True by default.
constexpr std::array<std::string_view, 7> kPatchAllParameters = {"socket", "dns", "time", "select",
                                                                 "thread", "os",  "ssl"};

constexpr std::array<std::string_view, 15> kPatchAllKeywords = {
    "socket", "dns",        "time",       "select", "thread",   "os",     "ssl",        "sys",
    "queue",  "subprocess", "aggressive", "Event",  "builtins", "signal", "contextvars"};

/// Every keyword that any eventlet knows: subprocess came with 0.20, builtins with 0.10.
constexpr std::array<std::string_view, 11> kEventletKeywords = {
    "all",     "os",      "select",   "socket",      "thread",    "time",
    "psycopg", "MySQLdb", "builtins", "__builtin__", "subprocess"};
/// What is patched unless asked otherwise.
constexpr std::array<std::string_view, 7> kEventletDefaults = {
    "os", "select", "socket", "thread", "time", "psycopg", "subprocess"};

/// What a value of which nothing is known could be, as far as it makes a difference.
constexpr std::array<Constant, 4> kAnything = {
    Constant{true, true, false}, Constant{true, false, false}, Constant{false, false, false},
    Constant{false, false, true}};
constexpr std::size_t kMaxUnknown = 4; // all combinations of so many are tried

PatchState stateOf(bool patchesThread, bool patchesRest) {
  if (patchesThread)
    return PatchState::Unsafe;
  return patchesRest ? PatchState::Risky : PatchState::Safe;
}

using Keywords = std::map<std::string, Constant, std::less<>>;

/// eventlet/patcher.py, monkey_patch(**on), for arguments that are known.
PatchState eventletState(const Keywords& on) {
  const auto all = on.find("all");
  bool isOnByDefault = false;
  if (all != on.end() && !all->second.isNone)
    isOnByDefault = all->second.isTrue;
  else // "not (True in on.values())"
    isOnByDefault = std::none_of(on.begin(), on.end(), [](const auto& keyword) {
      return keyword.first != "all" && keyword.second.equalsTrue;
    });
  const auto isOn = [&](std::string_view name) {
    const auto given = on.find(name);
    return given == on.end() ? isOnByDefault : given->second.isTrue;
  };
  const bool patchesRest =
      isOnByDefault && std::any_of(kEventletDefaults.begin(), kEventletDefaults.end(), isOn);
  return stateOf(isOn("thread"), patchesRest);
}

/// gevent/monkey.py, patch_all(), for arguments that are known.
PatchState geventState(const Keywords& given) {
  const auto isOn = [&](std::string_view name) {
    const auto it = given.find(name);
    return it == given.end() || it->second.isTrue;
  };
  constexpr std::array<std::string_view, 5> kRest = {"socket", "time", "select", "os", "ssl"};
  return stateOf(isOn("thread"), std::any_of(kRest.begin(), kRest.end(), isOn));
}

/// The state if it is the same whatever the unknown values are.
template <class State>
PatchState stateForAll(const Keywords& known, const std::vector<std::string>& unknown,
                       const State& state) {
  if (unknown.size() > kMaxUnknown)
    return PatchState::Unknown;
  std::set<PatchState> states;
  std::size_t combinations = 1;
  for (std::size_t i = 0; i < unknown.size(); ++i)
    combinations *= kAnything.size();
  for (std::size_t combination = 0; combination < combinations; ++combination) {
    auto keywords = known;
    auto rest = combination;
    for (const auto& name : unknown) {
      keywords[name] = kAnything[rest % kAnything.size()];
      rest /= kAnything.size();
    }
    states.insert(state(keywords));
  }
  return states.size() == 1 ? *states.begin() : PatchState::Unknown;
}

bool isPatchAll(std::string_view function) {
  return function == "gevent.monkey.patch_all";
}

/// The parameter that an argument of patch_all() sets; "" if it cannot be known.
std::string parameterName(const std::vector<Argument>& arguments, std::size_t i) {
  if (arguments[i].form == Argument::Form::Keyword)
    return arguments[i].name;
  if (arguments[i].form == Argument::Form::Positional && i < kPatchAllParameters.size())
    return std::string(kPatchAllParameters[i]);
  return "";
}

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const auto& part : parts)
    (text += text.empty() ? "" : ", ") += part;
  return text;
}

std::string keywordText(const std::pair<std::string, bool>& keyword) {
  return keyword.first + (keyword.second ? "=True" : "=False");
}

DebugSafeForm eventletForm(const CallSite& call, const Preset& preset) {
  const bool isPlain = std::all_of(call.arguments.begin(), call.arguments.end(),
                                   [](const Argument& argument) { return argument.isPlain; });
  if (!isPlain)
    return {std::nullopt, "its arguments call functions, which would no longer be called"};
  std::vector<std::string> parts;
  for (const auto& keyword : preset.keywords)
    parts.push_back(keywordText(keyword));
  return {joined(parts), ""};
}

DebugSafeForm geventForm(const CallSite& call, std::string_view code, const Preset& preset) {
  std::vector<std::string> parts;
  std::set<std::string> done;
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    const auto& argument = call.arguments[i];
    const auto name = parameterName(call.arguments, i);
    const auto text = code.substr(argument.start, argument.end - argument.start);
    if (argument.form == Argument::Form::List || argument.form == Argument::Form::Dictionary ||
        text.starts_with("**"))
      return {std::nullopt, std::string(text) + " may set thread, too"};
    if (text.find_first_of("\r\n") != std::string_view::npos)
      return {std::nullopt, "an argument of it goes over several lines"};
    const auto set = std::find_if(preset.keywords.begin(), preset.keywords.end(),
                                  [&](const auto& keyword) { return keyword.first == name; });
    if (set == preset.keywords.end()) {
      parts.emplace_back(text);
      continue;
    }
    if (!argument.isPlain)
      return {std::nullopt, "its arguments call functions, which would no longer be called"};
    done.insert(name);
    parts.push_back(std::string(code.substr(argument.start, argument.valueStart - argument.start)) +
                    (set->second ? "True" : "False"));
  }
  for (const auto& keyword : preset.keywords)
    if (!done.contains(keyword.first))
      parts.push_back(keywordText(keyword));
  return {joined(parts), ""};
}

} // namespace

std::string_view toString(Library library) {
  return library == Library::Eventlet ? "eventlet" : "gevent";
}

std::string_view toString(PatchState state) {
  switch (state) {
  case PatchState::Unsafe:
    return "unsafe";
  case PatchState::Risky:
    return "risky";
  case PatchState::Safe:
    return "safe";
  case PatchState::Unknown:
    return "unknown";
  case PatchState::DebugSafe:
    break;
  }
  return "debug-safe";
}

const std::vector<Preset>& builtInPresets() {
  static const std::vector<Preset> presets = {
      {"socket-select",
       Library::Eventlet,
       {{"all", false}, {"socket", true}, {"select", true}},
       "sleeps and locks are no longer green: time.sleep(1) stops its whole process for a second"},
      {"no-thread",
       Library::Gevent,
       {{"thread", false}},
       "locks and threads are no longer green: who waits for a lock stops its whole process"},
      {"no-thread-time",
       Library::Eventlet,
       {{"thread", false}, {"time", false}},
       "sleeps and locks are no longer green: time.sleep(1) stops its whole process for a second"},
  };
  return presets;
}

namespace {

bool patchesThread(const Preset& preset) {
  std::vector<Argument> arguments;
  for (const auto& [keyword, isOn] : preset.keywords)
    arguments.push_back(
        {Argument::Form::Keyword, keyword, Constant{isOn, isOn, false}, true, 0, 0, 0});
  const bool isEventlet = preset.library == Library::Eventlet;
  return patchState(isEventlet ? "eventlet.monkey_patch" : "gevent.monkey.patch_all", arguments) ==
         PatchState::Unsafe;
}

} // namespace

Result<Preset> presetOf(const std::string& name, Library library, std::string_view arguments) {
  constexpr std::string_view kNameCharacters = "abcdefghijklmnopqrstuvwxyz0123456789-";
  if (name.empty() || name.find_first_not_of(kNameCharacters) != std::string::npos)
    return Error{ErrorCode::InvalidArgument,
                 "preset " + name + ": expected a name of a-z, 0-9 and -"};
  Preset preset{name, library, {}, ""};
  while (!arguments.empty()) {
    auto part = arguments.substr(0, arguments.find(','));
    arguments.remove_prefix(std::min(part.size() + 1, arguments.size()));
    std::string keyword;
    for (const char c : part)
      if (c != ' ' && c != '\t')
        keyword += c;
    const auto equals = keyword.find('=');
    const auto value = equals == std::string::npos ? "" : keyword.substr(equals + 1);
    const auto argument = keyword.substr(0, equals);
    const auto known = library == Library::Eventlet
                           ? std::find(kEventletKeywords.begin(), kEventletKeywords.end(),
                                       argument) != kEventletKeywords.end()
                           : std::find(kPatchAllKeywords.begin(), kPatchAllKeywords.end(),
                                       argument) != kPatchAllKeywords.end();
    if (!known || (value != "True" && value != "False"))
      return Error{ErrorCode::InvalidArgument,
                   "preset " + name + ": expected a list of " + std::string(toString(library)) +
                       "'s keywords like thread=False, got " + std::string(part)};
    preset.keywords.emplace_back(argument, value == "True");
  }
  if (patchesThread(preset))
    return Error{ErrorCode::InvalidArgument,
                 "preset " + name +
                     ": this still patches thread, and no debugger works then; exclude it, as "
                     "thread=False does"};
  return preset;
}

Result<std::vector<Preset>> chosenPresets(std::string_view name, const std::vector<Preset>& own) {
  std::vector<Preset> known = own;
  known.insert(known.end(), builtInPresets().begin(), builtInPresets().end());
  std::vector<Preset> chosen;
  std::string names;
  for (const auto& preset : known) {
    (names += names.empty() ? "" : ", ") += preset.name;
    if (preset.name == name && chosen.empty())
      chosen.push_back(preset);
  }
  if (chosen.empty() && !name.empty())
    return Error{ErrorCode::InvalidArgument,
                 "unknown preset " + std::string(name) + "; there are: " + names};
  for (const auto& preset : builtInPresets())
    if (std::none_of(chosen.begin(), chosen.end(),
                     [&](const Preset& one) { return one.library == preset.library; }))
      chosen.push_back(preset);
  return chosen;
}

Result<std::vector<Preset>> presetsOf(const Manifest* manifest, std::string_view name) {
  std::vector<Preset> own;
  if (manifest != nullptr)
    for (const auto& given : manifest->presets) {
      auto made =
          presetOf(given.name, given.library == "gevent" ? Library::Gevent : Library::Eventlet,
                   given.arguments);
      if (!made)
        return made.error();
      own.push_back(std::move(*made));
    }
  return chosenPresets(name, own);
}

const std::vector<std::string>& patchFunctionNames() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all(kGeventFunctions.begin(), kGeventFunctions.end());
    all.emplace_back("monkey_patch");
    return all;
  }();
  return names;
}

std::optional<Library> patchLibrary(std::string_view path) {
  if (path == "eventlet.monkey_patch" || path == "eventlet.patcher.monkey_patch")
    return Library::Eventlet;
  if (path.starts_with(kGevent) && std::find(kGeventFunctions.begin(), kGeventFunctions.end(),
                                             path.substr(kGevent.size())) != kGeventFunctions.end())
    return Library::Gevent;
  return std::nullopt;
}

PatchState patchState(std::string_view function, const std::vector<Argument>& arguments) {
  const bool isEventlet = patchLibrary(function) == Library::Eventlet;
  if (!isEventlet && !isPatchAll(function))
    return function == "gevent.monkey.patch_thread" ? PatchState::Unsafe : PatchState::Safe;
  Keywords known;
  std::vector<std::string> unknown;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const auto name = isEventlet ? arguments[i].name : parameterName(arguments, i);
    const bool isKnownToEventlet = std::find(kEventletKeywords.begin(), kEventletKeywords.end(),
                                             name) != kEventletKeywords.end();
    // Any other argument is an error to eventlet when it runs, and anything to gevent.
    if (name.empty() || (isEventlet && !isKnownToEventlet))
      return PatchState::Unknown;
    if (arguments[i].value)
      known[name] = *arguments[i].value;
    else
      unknown.push_back(name);
  }
  return isEventlet ? stateForAll(known, unknown, eventletState)
                    : stateForAll(known, unknown, geventState);
}

DebugSafeForm debugSafeForm(std::string_view function, const CallSite& call, std::string_view code,
                            const Preset& preset) {
  if (call.isInString)
    return {std::nullopt, "it is inside of a formatted string"};
  if (call.isBroken)
    return {std::nullopt, "the code around it does not parse"};
  if (preset.library == Library::Eventlet)
    return eventletForm(call, preset);
  if (isPatchAll(function))
    return geventForm(call, code, preset);
  return {std::nullopt, std::string(function) +
                            "() has no argument that makes it debug-safe; "
                            "gevent.monkey.patch_all(thread=False) in its place would be"};
}

} // namespace stackdev
