// stackdev.toml: what a stack is made of. Format and examples: docs/manifest.md.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <stackdev/result.h>

namespace stackdev {

struct ManifestRepository {
  std::string name;                    // of the clone's folder, relative to the root
  std::vector<std::string> urls;       // tried in order
  std::string revision;                // branch, tag or commit; "" is the remote's own head
  std::vector<std::string> references; // names of repositories that its project refers to
  std::string note = {};               // told when it is cloned: "quantum became neutron"
};

/// A process of the stack and how it is started: a service, or a step, which runs once and ends.
/// One of program, entryPoint, module, wsgi, script is set.
struct ManifestService {
  std::string name;
  std::string repository; // "" for a script
  std::string program;    // script below the repository: "bin/nova-api"
  std::string entryPoint; // "nova.cmd.api:main"
  std::string module;     // run as `python -m`
  std::string wsgi;       // "keystone.server.wsgi:application", served on `port`
  std::string script; // that ships with stackdev: "mariadb.py"; with the repository's path if any
  /// `{NAME}` stands for the folder of repository NAME or the value NAME, `{state}` for the
  /// services' own folder, `{port:NAME}` for a service's port; nothing else is expanded.
  std::vector<std::string> arguments;
  std::vector<std::string> upArguments; // under `up`, with the generated files; {}: the same
  std::vector<std::pair<std::string, std::string>> environment;
  std::string workingDirectory;   // "" is the repository's folder; else below it or `{NAME}/...`
  std::optional<int> port;        // 1..65535
  std::vector<int> furtherPorts;  // that it takes, too
  std::vector<std::string> after; // services that must be ready, steps that must be done before
  std::string ready;              // URL that answers when it is; else its port, if any
  /// A script that ships with stackdev, and its arguments: it succeeds when the service is ready.
  std::vector<std::string> readyScript;
  bool isManual = false;   // brought up only where it is named, or needed
  bool isOptional = false; // left out while its repository is not cloned
  std::string insteadOf;   // an optional service for which this one stands while it is left out
  int seconds = 60;        // that it may take until it is ready or done
  int stopSeconds = 3;     // from SIGTERM to SIGKILL
};

/// A file that is generated for the services, below their folder's etc.
struct ManifestFile {
  std::string name;
  std::string path;    // "nova/nova.conf"
  std::string source;  // that ships with stackdev, "openstack/nova.conf", or `{NAME}/...`
  std::string content; // or written out here
  std::vector<std::string> set =
      {}; // lines of an INI file: keys that are to be otherwise than there
};

/// Something that `verify` tries: a URL, or a script that ships with stackdev.
struct ManifestCheck {
  std::string name;
  std::string url;
  std::string expect; // to be found in the answer
  std::string script;
  std::vector<std::string> arguments;
  int seconds = 60;
};

/// Services started one after the other.
struct ManifestGroup {
  struct Member {
    std::string service;
    int delay = 0; // seconds to wait after it was started
  };
  std::string name;
  std::vector<Member> members;
};

/// A test suite beside those that are found.
struct ManifestTestSuite {
  std::string name;
  std::string repository;
  std::string path;                // below the repository
  std::string runner = "unittest"; // or "nose", "pytest"
};

/// A form of debug-safe monkey patching of the user's own.
struct ManifestPreset {
  std::string name;
  std::string library;   // "eventlet" or "gevent"
  std::string arguments; // "all=False, socket=True"
};

/// The bridge that `network` makes; docs/network.md.
struct ManifestNetwork {
  std::string bridge;    // "" is br100
  std::string interface; // its port; "" for none
  std::string address;   // of its own, "10.0.0.1/24"
};

struct Manifest {
  std::string stack;                     // name of the stack, also of the working set
  std::filesystem::path workspace;       // "" if not said; relative to the root
  std::vector<std::string> interpreters; // executables, the first is the default
  std::vector<std::string> aptPackages;  // of the system, for `deps`
  std::vector<std::string> dnfPackages;
  /// Beginnings of URLs and what is tried in their place, after the URLs themselves.
  std::vector<std::pair<std::string, std::string>> rewrites;
  std::vector<ManifestRepository> repositories;
  std::vector<ManifestService> services;
  std::vector<ManifestService> steps;
  std::vector<ManifestFile> files;
  std::vector<ManifestCheck> checks;
  std::vector<std::pair<std::string, std::string>> values;      // what {NAME} stands for
  std::vector<std::pair<std::string, std::string>> environment; // what `env` prints
  std::vector<ManifestGroup> groups;
  std::vector<ManifestTestSuite> testSuites;
  std::vector<ManifestPreset> presets;
  ManifestNetwork network;
};

/// One thing wrong with a manifest. Lines and columns count from 1.
struct ManifestProblem {
  int line;
  int column;
  std::string key; // "service.nova-api.port"; "" for a syntax error
  std::string message;
  std::vector<std::string> known = {}; // for an unknown key: those that its table may have
};

struct ParsedManifest {
  Manifest manifest;                     // what could be read
  std::vector<ManifestProblem> problems; // in the order of the file
};

/// Strict: unknown keys, wrong types, values out of range and dangling names are problems.
ParsedManifest parsedManifest(std::string_view text);

/// The keys that a table may have, by its header: "[service.nova-api]", "[[group.all.members]]"; ""
/// is the top of the file. None for a header that is none.
std::vector<std::string> manifestKeys(std::string_view header);

/// Errors: NotFound; InvalidArgument with one line per problem,
/// "stackdev.toml:14: service.nova-api.port: expected 1..65535, got 70000".
Result<Manifest> readManifest(const std::filesystem::path& file);

} // namespace stackdev
