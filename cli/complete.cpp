#include "complete.h"

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include <stackdev/import.h>
#include <stackdev/launch_configuration.h>
#include <stackdev/project.h>

namespace stackdev::cli {
namespace {

struct Completion {
  std::string_view besides = "nothing";
  std::string prefix; // what a candidate begins with
  std::string ahead;  // what stands before it in the same word: "--root="
  std::vector<std::string> lines;

  void add(const std::string& word, std::string text = {}) {
    const auto isControl = [](char c) { return static_cast<unsigned char>(c) < ' '; };
    if (!word.starts_with(prefix) || std::any_of(word.begin(), word.end(), isControl))
      return;
    text = text.substr(0, text.find('\n'));
    lines.push_back(ahead + word + (text.empty() ? "" : "\t" + text));
  }
};

/// Shells hand over what was typed, without expansion.
std::string expanded(const std::string& word) {
  const char* home = std::getenv("HOME"); // NOLINT(concurrency-mt-unsafe): nobody sets it
  return word.starts_with("~/") && home != nullptr ? home + word.substr(1) : word;
}

/// How far the words before the last have come.
class Position {
public:
  explicit Position(CLI::App& app) : command_(&app) {}

  void pass(const std::string& word) {
    if (behindDashes_)
      return;
    if (word == "--") {
      behindDashes_ = true;
      option_ = nullptr;
    } else if (option_ != nullptr && word == "=") { // bash takes --root=DIR apart
      return;
    } else if (word.size() > 1 && word.front() == '-') {
      const auto equals = word.find('=');
      option_ = optionNamed(word.substr(0, equals));
      if (option_ != nullptr && equals != std::string::npos)
        passValue(word.substr(equals + 1));
    } else if (option_ != nullptr) {
      passValue(word);
    } else if (auto* below = commandNamed(word)) {
      command_ = below;
      positionals_ = 0;
    } else {
      ++positionals_;
    }
  }

  /// The option of this name that takes a value; commands take their parents' options, too.
  const CLI::Option* optionNamed(const std::string& name) const {
    for (const auto* app = command_; app != nullptr; app = app->get_parent())
      if (const auto* option = app->get_option_no_throw(name))
        return option->get_items_expected_max() > 0 ? option : nullptr;
    return nullptr;
  }

  const CLI::App& command() const { return *command_; }
  const CLI::Option* option() const { return option_; }
  const Globals& globals() const { return globals_; }
  bool behindDashes() const { return behindDashes_; }

  /// The positional that comes next; null if there is none. The last one may take many.
  const CLI::Option* positional() const {
    const auto all = command_->get_options([](const auto* one) { return one->get_positional(); });
    if (positionals_ < all.size())
      return all[positionals_];
    const bool many = !all.empty() && all.back()->get_items_expected_max() > 1;
    return many ? all.back() : nullptr;
  }

private:
  void passValue(const std::string& word) {
    if (option_->get_name() == "--root")
      globals_.root = expanded(word);
    else if (option_->get_name() == "--state")
      globals_.state = expanded(word);
    if (option_->get_items_expected_max() == 1)
      option_ = nullptr;
  }

  CLI::App* commandNamed(const std::string& name) const {
    const auto found =
        command_->get_subcommands([&](const CLI::App* one) { return one->get_name() == name; });
    return positionals_ > 0 || found.empty() ? nullptr : found.front();
  }

  CLI::App* command_;
  const CLI::Option* option_ = nullptr; // whose value comes next
  std::size_t positionals_ = 0;
  bool behindDashes_ = false;
  Globals globals_;
};

void addOptions(const CLI::App& command, Completion& completion) {
  for (const auto* app = &command; app != nullptr; app = app->get_parent())
    for (const auto* option : app->get_options()) {
      if (app != &command && option == app->get_help_ptr())
        continue;
      for (const auto& name : option->get_lnames())
        completion.add("--" + name, option->get_description());
      for (const auto& name : option->get_snames())
        completion.add("-" + name, option->get_description());
    }
}

void addCommands(const CLI::App& command, Completion& completion) {
  for (const auto* one : command.get_subcommands([](const auto*) { return true; }))
    completion.add(one->get_name(), one->get_description());
}

/// Projects and launch configurations have names; a root that cannot be read has none.
void addNames(const Position& position, Completion& completion) {
  const auto& command = position.command().get_name();
  const bool ofLaunches = command == "show" || command == "run" || command == "debug";
  if (!ofLaunches && command != "import" && command != "clone")
    return;
  const auto root = rootOf(position.globals());
  if (!root)
    return;
  if (command == "clone") {
    if (root->manifest)
      for (const auto& repository : root->manifest->repositories)
        completion.add(repository.name);
    return;
  }
  const auto found = findProjects(*root);
  if (!found)
    return;
  if (!ofLaunches)
    for (const auto& project : found->projects)
      completion.add(project.name);
  else
    for (const auto& launch : launchConfigurations(*root, found->projects).all)
      completion.add(launch.name, launch.project);
}

/// The last of several names with commas between: those that are not there yet.
void addIdes(Completion& completion) {
  const auto comma = completion.prefix.rfind(',');
  const auto before = comma == std::string::npos ? "" : completion.prefix.substr(0, comma + 1);
  completion.ahead += before;
  completion.prefix.erase(0, before.size());
  for (const auto ide : {Ide::Eclipse, Ide::VsCode, Ide::PyCharm}) {
    const std::string name(nameOf(ide));
    if (("," + before).find("," + name + ",") == std::string::npos)
      completion.add(name);
  }
}

/// By the value's type as --help shows it: DIR, NAME, {one,or,another}.
void addValues(const CLI::Option& option, const Position& position, Completion& completion) {
  const auto type = option.get_type_name();
  if (const auto open = type.find('{'); open != std::string::npos) {
    std::string_view choices = std::string_view(type).substr(open + 1);
    choices = choices.substr(0, choices.find('}'));
    for (std::size_t comma = 0; comma != std::string_view::npos;) {
      comma = choices.find(',');
      completion.add(std::string(choices.substr(0, comma)));
      choices.remove_prefix(comma == std::string_view::npos ? choices.size() : comma + 1);
    }
  } else if (type == "STACK") {
    for (const auto& stack : builtInStacks())
      completion.add(stack.name, stack.summary);
  } else if (type == "IDES") {
    addIdes(completion);
  } else if (type == "NAME") {
    addNames(position, completion);
  } else if (type == "DIR") {
    completion.besides = "folders";
  } else if (type.starts_with("PATH") || type == "PYTHON" || type.starts_with("FILE")) {
    completion.besides = "files";
  }
}

} // namespace

int complete(CLI::App& app, const std::vector<std::string>& words) {
  Position position(app);
  for (std::size_t i = 0; i + 1 < words.size(); ++i)
    position.pass(words[i]);
  Completion completion;
  if (!words.empty())
    completion.prefix = words.back();
  const auto equals = completion.prefix.find('=');
  if (position.behindDashes()) {
    completion.besides = "files"; // of the command that stands there
  } else if (completion.prefix.starts_with("--") && equals != std::string::npos) {
    const auto* option = position.optionNamed(completion.prefix.substr(0, equals));
    completion.ahead = completion.prefix.substr(0, equals + 1);
    completion.prefix.erase(0, equals + 1);
    if (option != nullptr)
      addValues(*option, position, completion);
  } else if (completion.prefix.starts_with('-')) {
    addOptions(position.command(), completion);
  } else if (position.option() != nullptr) {
    addValues(*position.option(), position, completion);
  } else {
    addCommands(position.command(), completion);
    if (const auto* positional = position.positional())
      addValues(*positional, position, completion);
  }
  std::cout << completion.besides << '\n';
  for (const auto& line : completion.lines)
    std::cout << line << '\n';
  return kDone;
}

} // namespace stackdev::cli
