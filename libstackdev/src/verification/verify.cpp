#include <stackdev/services.h>

#include <chrono>

#include <boost/json.hpp>

#include "stack/expansion.h"
#include "support/http.h"
#include "support/process.h"
#include "support/utf8.h"

namespace stackdev {
namespace {

namespace json = boost::json;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kLongestDetail = 500;
constexpr int kFirstError = 400;

/// As UTF-8, whatever answers and wherever it is cut.
std::string firstLine(std::string_view text) {
  return utf8(utf16(text.substr(0, std::min(text.find('\n'), kLongestDetail))));
}

std::string lastLine(std::string_view text) {
  while (text.ends_with('\n'))
    text.remove_suffix(1);
  const auto end = text.rfind('\n');
  return firstLine(end == std::string_view::npos ? text : text.substr(end + 1));
}

CheckResult urlResult(const ManifestCheck& check) {
  CheckResult result;
  result.name = check.name;
  const auto url = parsedUrl(check.url);
  if (!url) {
    result.detail = url.error().message;
    return result;
  }
  const auto answer =
      httpAnswer(url->port, {"GET", url->target}, std::chrono::seconds(check.seconds));
  if (!answer) {
    result.detail = answer.error().message;
    return result;
  }
  const bool isExpected = answer->body.find(check.expect) != std::string::npos;
  result.ok = answer->status < kFirstError && isExpected;
  result.detail = std::to_string(answer->status) + " " + firstLine(answer->body);
  if (!isExpected)
    result.detail += " (expected: " + check.expect + ")";
  return result;
}

/// A script's line {"name", "ok", "seconds", "detail"}; nullopt for what else it prints.
std::optional<CheckResult> toldResult(std::string_view line) {
  boost::system::error_code failure;
  const auto value = json::parse(line, failure);
  const auto* told = failure ? nullptr : value.if_object();
  if (told == nullptr)
    return std::nullopt;
  const auto* name = told->if_contains("name");
  const auto* ok = told->if_contains("ok");
  const auto* seconds = told->if_contains("seconds");
  const auto* detail = told->if_contains("detail");
  if (name == nullptr || !name->is_string() || ok == nullptr || !ok->is_bool())
    return std::nullopt;
  return CheckResult{std::string(name->as_string()), ok->as_bool(),
                     seconds != nullptr && seconds->is_number() ? seconds->to_number<double>() : 0,
                     detail != nullptr && detail->is_string() ? std::string(detail->as_string())
                                                              : std::string()};
}

/// The lines that a script tells, or one for the whole if it tells none.
class ScriptRun {
public:
  ScriptRun(const Root& root, const ManifestCheck& check,
            const std::function<void(const CheckResult&)>& onResult)
      : root_(root), check_(check), onResult_(onResult) {}

  Result<std::vector<CheckResult>> results(const std::atomic<bool>* cancelled) {
    const auto begin = Clock::now();
    Command command{"/usr/bin/python3",
                    {(dataFolder() / "pydev-templates/services" / check_.script).string()}};
    command.arguments.insert(command.arguments.end(), check_.arguments.begin(),
                             check_.arguments.end());
    command.folder = root_.folder;
    command.deadline = std::chrono::seconds(check_.seconds);
    command.cancelled = cancelled;
    command.onLine = [&](std::string_view line) {
      if (auto told = toldResult(line))
        add(std::move(*told));
    };
    const auto output = run(command);
    if (!output && output.error().code == ErrorCode::Cancelled)
      return output.error();
    if (!output || output->status != 0 || results_.empty())
      add(whole(output, std::chrono::duration<double>(Clock::now() - begin).count()));
    return std::move(results_);
  }

private:
  void add(CheckResult result) {
    if (onResult_)
      onResult_(result);
    results_.push_back(std::move(result));
  }

  CheckResult whole(const Result<CommandOutput>& output, double seconds) const {
    if (!output)
      return {check_.name, false, seconds, output.error().message};
    const auto& text = output->errors.empty() ? output->output : output->errors;
    return {check_.name, output->status == 0, seconds, lastLine(text)};
  }

  const Root& root_;
  const ManifestCheck& check_;
  const std::function<void(const CheckResult&)>& onResult_;
  std::vector<CheckResult> results_;
};

} // namespace

Result<std::vector<CheckResult>> verify(const Root& root,
                                        const std::function<void(const CheckResult&)>& onResult,
                                        const std::atomic<bool>* cancelled) {
  if (!root.manifest || root.manifest->checks.empty())
    return Error{ErrorCode::InvalidArgument,
                 root.folder.string() + "/stackdev.toml has no [check.NAME] that says what to try"};
  std::vector<CheckResult> all;
  for (const auto& check : root.manifest->checks) {
    if (cancelled != nullptr && cancelled->load())
      return Error{ErrorCode::Cancelled, "interrupted"};
    if (!check.script.empty()) {
      auto results = ScriptRun(root, check, onResult).results(cancelled);
      if (!results)
        return results.error();
      all.insert(all.end(), results->begin(), results->end());
      continue;
    }
    const auto begin = Clock::now();
    auto result = urlResult(check);
    result.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    if (onResult)
      onResult(result);
    all.push_back(std::move(result));
  }
  return all;
}

} // namespace stackdev
