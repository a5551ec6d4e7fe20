#include "python/modules.h"

#include <algorithm>

#include <sys/stat.h>

#include "python/source_text.h"
#include "python/syntax_tree.h"
#include "support/file.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

constexpr std::size_t kMaxVisited = 64; // names on the way from an import to its origin

std::vector<std::string> components(const std::string& path) {
  std::vector<std::string> parts;
  std::size_t start = 0;
  for (auto dot = path.find('.'); dot != std::string::npos; dot = path.find('.', start)) {
    parts.push_back(path.substr(start, dot - start));
    start = dot + 1;
  }
  parts.push_back(path.substr(start));
  return parts;
}

bool isBelow(const Path& path, const Path& folder) {
  const auto [end, ignored] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
  return end == folder.end();
}

} // namespace

Modules::Modules(Path repository, const OpenDocuments& documents, const Words& words,
                 IsWanted isWanted)
    : repository_(std::move(repository)), documents_(documents), words_(words),
      isWanted_(std::move(isWanted)) {}

Modules::Entry Modules::entry(const Path& path) {
  const auto known = entries_.find(path);
  if (known != entries_.end())
    return known->second;
  lookedAt_.insert(path);
  struct stat info {};
  auto found = Entry::None;
  if (documents_.contains(path)) {
    found = Entry::File;
  } else if (::stat(path.c_str(), &info) == 0) {
    found =
        S_ISREG(info.st_mode) ? Entry::File : (S_ISDIR(info.st_mode) ? Entry::Folder : Entry::None);
  }
  return entries_[path] = found;
}

bool Modules::isFile(const Path& path) {
  return entry(path) == Entry::File;
}
bool Modules::isFolder(const Path& path) {
  return entry(path) == Entry::Folder;
}

Path Modules::packageRoot(const Path& folder) {
  auto root = folder;
  while (root != repository_ && root.has_relative_path() && isFile(root / "__init__.py"))
    root = root.parent_path();
  return root;
}

ModuleName Modules::nameOf(const Path& file) {
  const auto folder = file.parent_path();
  auto root = packageRoot(folder);
  // A folder without __init__.py: what its place in the repository says.
  const bool isPackage = root != folder;
  if (!isPackage && isBelow(folder, repository_))
    root = repository_;
  std::string package;
  if (isBelow(folder, root))
    for (const auto& part : folder.lexically_relative(root))
      if (part != ".")
        (package += package.empty() ? "" : ".") += part.string();
  const auto stem = file.stem().string();
  const bool isModule = file.extension() == ".py" || file.extension() == ".pyw";
  if (!isModule)
    return {"", package};
  if (stem == "__init__")
    return {package, package};
  return {package.empty() ? stem : package + "." + stem, package};
}

std::vector<Path> Modules::roots(const Path& from) {
  const auto folder = from.parent_path();
  std::vector<Path> found;
  const auto add = [&](const Path& path) {
    if (std::find(found.begin(), found.end(), path) == found.end())
      found.push_back(path);
  };
  add(packageRoot(folder));
  add(repository_);
  add(repository_ / "src");
  add(repository_ / "lib");
  if (isBelow(folder, repository_))
    for (auto above = folder; above != repository_ && above.has_relative_path();
         above = above.parent_path())
      add(above);
  return found;
}

std::optional<Modules::Found> Modules::findBelow(const Path& folder,
                                                 const std::vector<std::string>& components) {
  std::optional<Found> best;
  auto place = folder;
  for (std::size_t i = 0; i < components.size(); ++i) {
    if (components[i].empty() || components[i].find('/') != std::string::npos)
      return best;
    const auto below = place / components[i];
    if (isFile(below / "__init__.py")) {
      best = Found{below / "__init__.py", i + 1};
    } else if (auto file = below; isFile(file += ".py")) {
      return Found{file, i + 1};
    } else if (!isFolder(below)) {
      return best;
    }
    place = below;
  }
  return best;
}

std::optional<Modules::Found> Modules::find(const std::vector<std::string>& components,
                                            const Path& from) {
  for (const auto& root : roots(from))
    if (auto found = findBelow(root, components))
      return found;
  return std::nullopt;
}

void Modules::know(const Path& file, ModuleNames names) {
  known_.insert_or_assign(file, std::move(names));
}

const ModuleNames& Modules::namesOf(const Path& file) {
  const auto known = known_.find(file);
  if (known != known_.end())
    return known->second;
  auto& names = known_[file]; // empty if the file cannot be read, and while it is
  const auto document = documents_.find(file);
  const auto content =
      document != documents_.end() ? std::string(document->second) : readFile(file);
  if (!content)
    return names;
  const auto source = SourceText::of(
      *content, document != documents_.end() ? Decoding::Utf8 : Decoding::AsPythonDoes);
  if (!source)
    return names;
  const auto outline = outlineOf(source->code(), words_);
  const auto tree = SyntaxTree::of(source->code(), outline.ranges);
  if (tree)
    names = namesIn(*tree, *source, outline, nameOf(file), words_);
  return names;
}

std::optional<std::string> Modules::wanted(const Paths& paths, const Path& file) {
  for (const auto& path : paths) {
    std::set<std::string> visited;
    if (auto found = follow(path, file, visited))
      return found;
  }
  return std::nullopt;
}

std::optional<std::string> Modules::follow(const std::string& path, const Path& from,
                                           std::set<std::string>& visited) {
  if (isWanted_(path))
    return path;
  if (visited.size() >= kMaxVisited || !visited.insert(from.string() + ":" + path).second)
    return std::nullopt;
  const auto parts = components(path);
  const auto found = find(parts, from);
  if (!found || found->components == parts.size())
    return std::nullopt;
  const auto& names = namesOf(found->file);
  const auto rest = [&](std::size_t first) {
    std::string text;
    for (auto i = first; i < parts.size(); ++i)
      text += "." + parts[i];
    return text;
  };
  const auto exported = names.exports.find(parts[found->components]);
  if (exported != names.exports.end()) {
    for (const auto& origin : exported->second)
      if (auto wanted = follow(origin + rest(found->components + 1), found->file, visited))
        return wanted;
    return std::nullopt;
  }
  for (const auto& star : names.stars)
    if (auto wanted = follow(star + rest(found->components), found->file, visited))
      return wanted;
  return std::nullopt;
}

} // namespace stackdev
