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
    Help{"", "apt-packages", "What stackdev deps installs of Debian's or Ubuntu's packages."},
    Help{"", "dnf-packages", "What stackdev deps installs of Fedora's packages."},
    Help{"", "repository", "A git clone below the root: [repository.NAME]."},
    Help{"", "network", "The bridge that stackdev network makes: [network]."},
    Help{"", "rewrite", "Beginnings of URLs, and what is tried in their place: [rewrite]."},
    Help{"", "service", "A process of the stack: [service.NAME]."},
    Help{"", "step", "What runs once, before services that come after it: [step.NAME]."},
    Help{"", "file", "A file that is generated for the services: [file.NAME]."},
    Help{"", "values", "What {NAME} stands for: [values]."},
    Help{"", "check", "What stackdev verify tries: [check.NAME]."},
    Help{"", "environment", "Variables that stackdev env prints: [environment]."},
    Help{"", "group", "Services that are launched one after the other: [group.NAME]."},
    Help{"", "tests", "A test suite beside those that are found: [tests.NAME]."},
    Help{"", "preset", "A debug-safe form of your own: [preset.NAME]."},
    Help{"repository", "urls", "Where it is cloned from; tried in order."},
    Help{"repository", "revision", "Branch, tag or commit; the remote's own head without it."},
    Help{"repository", "references", "Repositories that its project refers to."},
    Help{"repository", "note", "Told when it is cloned."},
    Help{"network", "bridge", "The bridge's name: \"br100\"."},
    Help{"network", "interface", "The interface that becomes its port."},
    Help{"network", "address", "The bridge's own: \"10.0.0.1/24\"."},
    Help{"service", "repository", "The repository whose program it is."},
    Help{"service", "program", "Script below the repository: \"bin/nova-api\"."},
    Help{"service", "entry-point", "MODULE:FUNCTION, instead of a script."},
    Help{"service", "module", "Run as python -m, instead of a script."},
    Help{"service", "wsgi", "MODULE:FUNCTION, served on the port, instead of a script."},
    Help{"service", "script", "A script that ships with stackdev; needs no repository."},
    Help{"service", "arguments", "{NAME} stands for the folder of repository NAME."},
    Help{"service", "up-arguments", "In the place of arguments under stackdev up."},
    Help{"service", "environment", "Variables; {NAME} stands for the folder of repository NAME."},
    Help{"service", "working-directory",
         "Below the repository, or {NAME}/...; the repository's folder without it."},
    Help{"service", "port", "The port it listens on: 1..65535."},
    Help{"service", "further-ports", "Ports that it takes, too."},
    Help{"service", "ready", "A URL that answers once it is ready; without it, its port."},
    Help{"service", "ready-script",
         "A script that ships with stackdev, and its arguments: ends with 0 once it is ready."},
    Help{"service", "seconds", "That it may take until it is ready, or done: 1..3600."},
    Help{"service", "stop-seconds", "From SIGTERM to SIGKILL: 1..60."},
    Help{"service", "optional", "Left out while its repository is not cloned."},
    Help{"service", "instead-of", "The optional service in whose place it comes up."},
    Help{"service", "manual", "Comes up only where it is named, or needed."},
    Help{"service", "after", "Services and steps that must be ready before."},
    Help{"file", "path", "Below {state}/etc; the name without it."},
    Help{"file", "template", "The file it is made from: {NAME}/..., or one of stackdev's own."},
    Help{"file", "content", "All that is in it, instead of a template."},
    Help{"file", "set", "Lines of an INI file: keys that are to be otherwise than there."},
    Help{"check", "url", "What has to answer."},
    Help{"check", "expect", "What has to be in the answer."},
    Help{"check", "script", "A script that ships with stackdev, instead of a URL."},
    Help{"check", "arguments", "Of the script."},
    Help{"check", "seconds", "That it may take."},
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
  if (kind == "step") // has what a service has
    kind = "service";
  const auto* const found = std::find_if(kHelp.begin(), kHelp.end(), [&](const Help& help) {
    return help.kind == kind && help.key == key;
  });
  return found == kHelp.end() ? std::string_view() : found->text;
}

} // namespace stackdev::lsp
