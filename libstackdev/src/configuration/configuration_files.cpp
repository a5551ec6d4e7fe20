#include "configuration/configuration_files.h"

#include "configuration/ini_edit.h"
#include "stack/expansion.h"
#include "support/file.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

constexpr std::string_view kSecret = "secret:";

Result<std::string> templateText(const ManifestFile& file, const Root& root, Secrets& secrets) {
  if (!file.content.empty())
    return file.content + "\n";
  if (!file.source.starts_with('{'))
    return readFile(dataFolder() / "pydev-templates/services" / file.source);
  const auto path = generatedText(file.source, root, secrets);
  return path ? readFile(*path) : path;
}

std::string lines(const std::vector<std::string>& all) {
  std::string text;
  for (const auto& line : all)
    text += line + "\n";
  return text;
}

bool isIni(const Path& path) {
  return path.extension() == ".conf" || path.extension() == ".ini" || path.extension() == ".cfg";
}

/// What shall be in the file, whose user may have changed what was generated last.
std::string wantedText(const std::string& mine, const std::string& before, const std::string& after,
                       const Path& path, std::vector<std::string>& warnings) {
  if (mine == before)
    return after;
  if (isIni(path))
    return merged(mine, before, after);
  if (before != after)
    warnings.push_back(path.string() + " was changed by you and is left as it is; remove it to "
                                       "have the new one");
  return mine;
}

} // namespace

Result<std::string> generatedText(const std::string& text, const Root& root, Secrets& secrets) {
  std::optional<Error> failure;
  const auto valueOf = [&](std::string_view name) -> std::optional<std::string> {
    if (name.starts_with(kSecret)) {
      auto secret = secrets.secret(std::string(name.substr(kSecret.size())));
      if (secret)
        return *secret;
      failure = secret.error();
      return std::nullopt;
    }
    for (const auto& repository : root.manifest->repositories)
      if (repository.name == name)
        return (root.folder / repository.name).string();
    return manifestValue(name, *root.manifest, root.state);
  };
  // Values may hold secrets: the second round writes those.
  auto result = expanded(expanded(text, valueOf), valueOf);
  if (failure)
    return *failure;
  return result;
}

Result<ConfigurationPlan> configurationPlan(const Root& root, Secrets& secrets) {
  const auto folder = servicesFolder(root.state);
  ConfigurationPlan plan{{"configure " + root.manifest->stack, {root.state}, {}}, {}};
  for (const auto& file : root.manifest->files) {
    const auto text = templateText(file, root, secrets);
    if (!text && text.error().code == ErrorCode::NotFound && file.source.starts_with('{'))
      continue; // its repository is not cloned, and what runs from it says so
    if (!text)
      return text.error();
    auto after = generatedText(file.set.empty() ? *text : withSettings(*text, lines(file.set)),
                               root, secrets);
    if (!after)
      return after.error();
    const auto path = folder / "etc" / file.path;
    const auto base = folder / "generated" / file.path;
    auto mine = readFileIfThere(path);
    auto before = readFileIfThere(base);
    if (!mine || !before)
      return mine ? before.error() : mine.error();
    auto wanted =
        *mine ? wantedText(**mine, before->value_or(""), *after, path, plan.warnings) : *after;
    plan.changes.files.push_back({path, *mine, std::move(wanted), FileMode::Private});
    plan.changes.files.push_back({base, *before, std::move(*after), FileMode::Private});
  }
  const auto& fresh = secrets.newFiles();
  plan.changes.files.insert(plan.changes.files.end(), fresh.begin(), fresh.end());
  return plan;
}

} // namespace stackdev
