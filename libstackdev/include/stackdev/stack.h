// The root of a stack, its state folder, and the stacks that ship with stackdev.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <stackdev/change_set.h>
#include <stackdev/manifest.h>
#include <stackdev/result.h>

namespace stackdev {

inline constexpr std::string_view kManifestName = "stackdev.toml";

/// What every command works on.
struct Root {
  std::filesystem::path folder; // canonical
  std::filesystem::path state;  // need not exist yet
  std::optional<Manifest> manifest;
};

/// What a manifest that cannot be read is to who looks for a root.
enum class BadManifest {
  IsError,
  IsNone, // for what takes back or ends, which it must not keep from that
};

/// The root is `named`, else the nearest folder from `current` upwards with a stackdev.toml, else
/// the clone that `current` is in, else `current`. `state` replaces the default state folder,
/// $XDG_STATE_HOME/stackdev/ID. Errors: NotFound; InvalidArgument for a bad manifest, and for / or
/// the home folder unless named.
Result<Root> findRoot(const std::optional<std::filesystem::path>& named,
                      const std::filesystem::path& current,
                      const std::optional<std::filesystem::path>& state,
                      BadManifest badManifest = BadManifest::IsError);

/// Where templates, built-in stacks and the bootstrap are: $STACKDEV_DATA, else share/stackdev
/// beside the program's bin, else the source tree it was built from.
std::filesystem::path dataFolder();

struct BuiltInStack {
  std::string name;
  std::string summary; // the manifest's first comment line
  std::filesystem::path manifest;
};

/// By name.
std::vector<BuiltInStack> builtInStacks();

/// The change set that writes the root's stackdev.toml from a built-in stack. Errors: NotFound for
/// a stack that is none, Conflict if there is a manifest already.
Result<ChangeSet> initPlan(const Root& root, const std::string& stack);

/// Makes those repositories of a built-in stack that ship with stackdev (the sample's) and are not
/// under the root yet, as git repositories with one commit. Returns the folders made.
Result<std::vector<std::filesystem::path>> makeSampleRepositories(const Root& root,
                                                                  const std::string& stack);

/// Trust in a manifest: given once for (root, owner, content), kept in the state folder.
bool isTrusted(const Root& root);
Result<ChangeSet> trustPlan(const Root& root);

} // namespace stackdev
