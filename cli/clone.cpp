#include <stackdev/clone.h>

#include <iomanip>
#include <iostream>
#include <map>
#include <sstream>

#include <stackdev/json.h>

#include "command.h"
#include "interrupt.h"
#include "progress.h"

namespace stackdev::cli {
namespace {

using namespace std::chrono_literals;

constexpr auto kEventPause = 200ms; // between two events of one repository

struct Options {
  CloneOptions clone;
  std::string mirror;
};

std::string line(const CloneResult& result, std::size_t nameWidth) {
  std::ostringstream text;
  text << std::left << std::setw(static_cast<int>(nameWidth)) << result.name << "  "
       << std::setw(10) << toString(result.verdict) << "  ";
  if (result.seconds >= 0.05)
    text << std::right << std::fixed << std::setprecision(1) << std::setw(6) << result.seconds
         << " s  ";
  else
    text << std::string(10, ' ');
  const std::string indent = "\n" + std::string(nameWidth + 24, ' ');
  for (const char c : result.detail)
    text << (c == '\n' ? indent : std::string(1, c));
  return text.str();
}

/// "11 cloned, 1 left, 1 failed".
std::string summary(const std::vector<CloneResult>& results) {
  std::vector<std::pair<std::string_view, int>> counts;
  for (const auto& result : results) {
    const auto word = toString(result.verdict);
    auto same = std::find_if(counts.begin(), counts.end(),
                             [&](const auto& one) { return one.first == word; });
    if (same == counts.end())
      same = counts.insert(same, {word, 0});
    ++same->second;
  }
  std::string text;
  for (const auto& [word, count] : counts)
    text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + std::string(word);
  return text;
}

/// What happens, while it happens: bars on a terminal, one object a line on stderr under --json.
class Live {
public:
  Live(const Globals& globals, std::size_t nameWidth)
      : globals_(globals), nameWidth_(nameWidth), display_(globals) {}

  void progressed(const CloneProgress& progress) {
    if (globals_.json)
      tellEvent(progress);
    else
      display_.update({std::string(progress.name), std::string(progress.step), progress.done,
                       progress.total, progress.bytes});
  }

  void finished(const CloneResult& result) {
    display_.remove(result.name);
    if (globals_.json) {
      auto event = jsonOf(result);
      event["event"] = "finished";
      std::cerr << boost::json::serialize(event) << '\n';
    } else if (globals_.verbosity >= 0 || result.verdict == CloneVerdict::Failed) {
      display_.print(line(result, nameWidth_));
    }
  }

private:
  void tellEvent(const CloneProgress& progress) {
    auto& last = told_[std::string(progress.name)];
    const auto now = std::chrono::steady_clock::now();
    if (last.first == progress.step && now - last.second < kEventPause)
      return;
    last = {std::string(progress.step), now};
    std::cerr << boost::json::serialize(boost::json::object{{"event", "progress"},
                                                            {"name", progress.name},
                                                            {"step", progress.step},
                                                            {"done", progress.done},
                                                            {"total", progress.total},
                                                            {"bytes", progress.bytes}})
              << '\n';
  }

  const Globals& globals_;
  std::size_t nameWidth_;
  ProgressDisplay display_;
  std::map<std::string, std::pair<std::string, std::chrono::steady_clock::time_point>> told_;
};

std::size_t widestName(const Root& root) {
  std::size_t width = 0;
  if (root.manifest)
    for (const auto& repository : root.manifest->repositories)
      width = std::max(width, repository.name.size());
  return width;
}

int report(const Globals& globals, const std::vector<CloneResult>& results) {
  bool hasFailed = false;
  boost::json::array repositories;
  for (const auto& result : results) {
    hasFailed = hasFailed || result.verdict == CloneVerdict::Failed;
    repositories.push_back(jsonOf(result));
  }
  if (globals.json)
    print(boost::json::object{{"repositories", std::move(repositories)}});
  else if (globals.verbosity >= 0)
    std::cout << summary(results) << '\n';
  return hasFailed ? kNo : kDone;
}

Result<std::vector<CloneResult>> cloned(const Globals& globals, const Root& root,
                                        const CloneOptions& options) {
  auto plan = clonePlan(root, options);
  if (!plan && plan.error().code == ErrorCode::Untrusted) {
    const auto why = plan.error().message;
    if (auto trusted = requireTrust(root, "it names local or git URLs to clone from"); !trusted)
      return Error{ErrorCode::Untrusted, why};
    plan = clonePlan(root, options);
  }
  if (!plan || globals.dryRun)
    return plan;
  Live live(globals, widestName(root));
  return clone(root, options,
               {[&](const CloneProgress& progress) { live.progressed(progress); },
                [&](const CloneResult& result) { live.finished(result); }});
}

int runClone(const Globals& globals, Options options) {
  const auto root = rootOf(globals);
  if (!root)
    return failed(globals, root.error());
  if (!options.mirror.empty())
    options.clone.mirror = std::filesystem::absolute(options.mirror);
  options.clone.cancelled = &interruption();
  const auto results = cloned(globals, *root, options.clone);
  if (!results)
    return failed(globals, results.error());
  if (globals.dryRun && !globals.json)
    for (const auto& result : *results)
      std::cout << line(result, widestName(*root)) << '\n';
  return report(globals, *results);
}

} // namespace

void addClone(CLI::App& app, const Globals& globals, Run& run) {
  auto* command = app.add_subcommand("clone", "Clone the stack's repositories, or update them");
  auto options = std::make_shared<Options>();
  command->add_option("names", options->clone.names, "Only these repositories")->type_name("NAME");
  command->add_option("--jobs", options->clone.jobs, "Repositories at once")
      ->type_name("N")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  command
      ->add_option("--mirror", options->mirror,
                   "Folder of repositories to look into before any URL is tried")
      ->type_name("DIR");
  command
      ->add_option("--depth", options->clone.depth,
                   "Shallow clones with N commits, made by the git program")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000));
  command
      ->add_option("--filter", options->clone.filter,
                   "Partial clones, as git clone --filter makes them: blob:none")
      ->type_name("SPEC");
  command->add_flag("--submodules", options->clone.submodules, "Clone and update submodules, too");
  command->footer(
      "Local work is never touched. Exits with 1 if a repository failed; the others are "
      "done then.\n"
      "Examples:\n"
      "  stackdev clone --jobs 8\n"
      "  stackdev clone nova glance --mirror /srv/git");
  command->callback([&globals, &run, options] {
    run = [&globals, options] { return runClone(globals, *options); };
  });
}

} // namespace stackdev::cli
