// What the keys of stackdev.toml mean, in a sentence each; docs/manifest.md says more.
#include <algorithm>
#include <array>

#include "features/manifest.h"

namespace stackdev::lsp {
namespace {

struct Help {
  std::string_view kind;
  std::string_view key;
  std::string_view text;
};

constexpr std::array kHelp = {
    Help{"", "version", "Of the manifest's format: 1."},
    Help{"", "stack", "The stack's name, also of Eclipse's working set."},
    Help{"", "workspace", "Eclipse workspace, relative to the root."},
    Help{"", "interpreters", "Pythons of the projects; the first is the default."},
    Help{"", "repository", "A git clone below the root: [repository.NAME]."},
    Help{"", "service", "A process of the stack: [service.NAME]."},
    Help{"", "group", "Services that are launched one after the other: [group.NAME]."},
    Help{"", "tests", "A test suite beside those that are found: [tests.NAME]."},
    Help{"", "preset", "A debug-safe form of your own: [preset.NAME]."},
    Help{"repository", "urls", "Where it is cloned from; tried in order."},
    Help{"repository", "revision", "Branch, tag or commit; the remote's own head without it."},
    Help{"repository", "references", "Repositories that its project refers to."},
    Help{"service", "repository", "The repository whose program it is."},
    Help{"service", "program", "Script below the repository: \"bin/nova-api\"."},
    Help{"service", "entry-point", "MODULE:FUNCTION, instead of a script."},
    Help{"service", "module", "Run as python -m, instead of a script."},
    Help{"service", "arguments", "{NAME} stands for the folder of repository NAME."},
    Help{"service", "environment", "Variables; {NAME} stands for the folder of repository NAME."},
    Help{"service", "working-directory",
         "Below the repository, or {NAME}/...; the repository's folder without it."},
    Help{"service", "port", "The port it listens on: 1..65535."},
    Help{"service", "after", "Services that must run before."},
    Help{"group", "members", "Its services in order: [{ service = \"NAME\", delay = SECONDS }]."},
    Help{"members", "service", "Name of a service."},
    Help{"members", "delay", "Seconds to wait after it was started."},
    Help{"tests", "repository", "The repository that has the tests."},
    Help{"tests", "path", "Folder or file below the repository."},
    Help{"tests", "runner", "unittest, nose or pytest."},
    Help{"preset", "library", "eventlet or gevent."},
    Help{"preset", "arguments", "As in the call: \"thread=False, os=False\"."},
};

} // namespace

std::string_view manifestHelp(std::string_view kind, std::string_view key) {
  const auto* const found = std::find_if(kHelp.begin(), kHelp.end(), [&](const Help& help) {
    return help.kind == kind && help.key == key;
  });
  return found == kHelp.end() ? std::string_view() : found->text;
}

} // namespace stackdev::lsp
