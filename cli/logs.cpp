// logs: what services and steps wrote, of one or of all, and what they go on writing.
#include <chrono>
#include <fstream>
#include <iostream>
#include <map>
#include <thread>

#include <sys/stat.h>

#include <stackdev/services.h>

#include "command.h"
#include "interrupt.h"

namespace stackdev::cli {
namespace {

constexpr std::chrono::milliseconds kLook{100};

struct Options {
  std::string service;
  bool follow = false;
  int lines = 100;
};

/// Reads on where it stopped; from the beginning if the log was rotated away under it.
class Follower {
public:
  Follower(ServiceLog log, std::string prefix) : log_(std::move(log)), prefix_(std::move(prefix)) {}

  /// The last `lines` of what is there.
  void printEnd(int lines) {
    std::ifstream file(log_.file, std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    done_ = static_cast<std::streamoff>(text.size());
    remember();
    auto begin = text.size();
    if (begin > 0 && text.back() == '\n')
      --begin;
    while (lines-- > 0 && begin > 0 && begin != std::string::npos)
      begin = text.rfind('\n', begin - 1);
    begin = begin == std::string::npos || begin == 0 ? 0 : begin + 1;
    printLines(text.substr(begin));
  }

  void printNew() {
    struct stat info {};
    if (::stat(log_.file.c_str(), &info) != 0)
      return;
    if (info.st_ino != inode_ || info.st_size < done_)
      done_ = 0;
    remember();
    if (info.st_size == done_)
      return;
    std::ifstream file(log_.file, std::ios::binary);
    file.seekg(done_);
    std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    done_ += static_cast<std::streamoff>(text.size());
    printLines(text);
  }

private:
  void remember() {
    struct stat info {};
    if (::stat(log_.file.c_str(), &info) == 0)
      inode_ = info.st_ino;
  }

  /// Whole lines; the beginning of one waits for its end.
  void printLines(const std::string& text) {
    rest_ += text;
    std::size_t begin = 0;
    for (auto end = rest_.find('\n'); end != std::string::npos; end = rest_.find('\n', begin)) {
      std::cout << prefix_ << std::string_view(rest_).substr(begin, end - begin) << '\n';
      begin = end + 1;
    }
    rest_.erase(0, begin);
    std::cout << std::flush;
  }

  ServiceLog log_;
  std::string prefix_;
  std::string rest_;
  std::streamoff done_ = 0;
  ino_t inode_ = 0;
};

int show(const Globals& globals, const Options& options) {
  const auto root = rootOf(globals);
  if (!root)
    return failed(globals, root.error());
  auto logs = serviceLogs(*root);
  if (!logs)
    return failed(globals, logs.error());
  if (!options.service.empty()) {
    std::erase_if(*logs, [&](const auto& log) { return log.name != options.service; });
    if (logs->empty())
      return failed(globals,
                    {ErrorCode::NotFound, "there is no log of " + options.service + " (yet)"});
  }
  if (globals.json) {
    boost::json::array all;
    for (const auto& log : *logs)
      all.push_back(boost::json::object{{"name", log.name}, {"file", log.file.string()}});
    print(boost::json::object{{"logs", std::move(all)}});
    return kDone;
  }
  std::vector<Follower> followers;
  for (const auto& log : *logs) {
    followers.emplace_back(log, options.service.empty() ? log.name + " | " : "");
    followers.back().printEnd(options.lines);
  }
  if (!options.follow)
    return kDone;
  const auto& stop = interruption();
  while (!stop && std::cout) {
    std::this_thread::sleep_for(kLook);
    for (auto& follower : followers)
      follower.printNew();
  }
  return kInterrupted;
}

} // namespace

void addLogs(CLI::App& app, const Globals& globals, Run& run) {
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand("logs", "What the services wrote");
  command->add_option("service", options->service, "One of them; else all")->type_name("SERVICE");
  command->add_flag("-f,--follow", options->follow, "And what they go on writing");
  command->add_option("-n,--lines", options->lines, "So many of the last lines")
      ->type_name("N")
      ->check(CLI::Range(0, 1'000'000'000))
      ->capture_default_str();
  command->footer("--json names the files.\nExample: stackdev logs -f nova-api");
  command->callback(
      [&globals, &run, options] { run = [&globals, options] { return show(globals, *options); }; });
}

} // namespace stackdev::cli
