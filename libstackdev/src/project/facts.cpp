#include "project/facts.h"

#include <algorithm>
#include <array>
#include <set>
#include <unordered_set>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "python/imports.h"
#include "python/ini.h"
#include "repository/working_tree.h"
#include "support/descriptor.h"
#include "support/file.h"
#include "support/utf8.h"

namespace stackdev {
namespace {

enum class FileKind { Source, Script, Manage, Requirements, SetupCfg, SetupPy, Pyproject, Paste };

struct ListedFile {
  std::string path;
  FileKind kind;
};

std::string_view folderOf(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// requirements.txt, test-requirements.txt, tools/pip-requires, tools/test-requires, ...
bool isRequirements(std::string_view path, std::string_view name) {
  const auto folder = folderOf(path);
  if (!folder.empty() && folder != "tools" && folder != "requirements")
    return false;
  return name.ends_with("-requires") ||
         (name.ends_with(".txt") && contains(name, "requirements")) ||
         (folder == "requirements" && name.ends_with(".txt"));
}

/// Mixes a string and numbers into one value; the same file always gives the same.
class Mixer {
public:
  explicit Mixer(std::uint64_t seed) : value_(seed) {}
  void add(std::uint64_t number) {
    value_ = (value_ ^ number) * 0x9E3779B97F4A7C15ULL;
    value_ ^= value_ >> 29U;
  }
  void add(std::string_view text) {
    std::uint64_t hash = 0xCBF29CE484222325ULL;
    for (const char c : text)
      hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
    add(hash);
  }
  std::uint64_t value() const { return value_; }

private:
  std::uint64_t value_;
};

/// The first half: which files there are, and whether they changed.
class Listing {
public:
  Status walk(const std::filesystem::path& repository) {
    const TreeVisitor visitor{
        [this](std::string_view path, const FolderNames& names) { return opened(path, names); },
        &Listing::enters, [this](const FoundFile& file) { take(file); },
        [this](std::string_view path, const std::string& reason) {
          unreadable.push_back(std::string(path) + ": " + reason);
        }};
    return walkTree(repository, visitor);
  }

  RepositoryFacts facts;
  Fingerprint fingerprint;
  std::vector<ListedFile> files;
  std::vector<std::string> unreadable;

private:
  static bool enters(std::string_view path, std::string_view name) {
    if (isToolFolder(name) || name.ends_with(".egg-info") || name.ends_with(".dist-info"))
      return false;
    // At the top: copies of the sources that setuptools left, and documentation, whose conf.py
    // and extensions are none of the project's code.
    constexpr std::array<std::string_view, 7> kAside = {
        "api-guide", "api-ref", "build", "dist", "doc", "docs", "releasenotes"};
    return !folderOf(path).empty() || std::find(kAside.begin(), kAside.end(), name) == kAside.end();
  }

  bool opened(std::string_view path, const FolderNames& names) {
    if (path.empty())
      return true;
    if (names.contains(".git")) {
      if (isUtf8(path))
        facts.nested.emplace_back(path);
      else
        unreadable.push_back(std::string(path) +
                             ": its name is not UTF-8, which Eclipse cannot express");
      return false;
    }
    if (folderOf(path).ends_with("locale") && names.contains("LC_MESSAGES"))
      return false; // translations: a folder for each language
    return !names.contains("pyvenv.cfg") && !names.contains(".metadata");
  }

  void take(const FoundFile& file) {
    const auto folder = folderOf(file.path);
    if (file.path.starts_with("etc/"))
      facts.configurations.emplace_back(file.path);
    if (file.name.ends_with(".py") || file.name.ends_with(".pyw")) {
      takeSource(file, folder);
    } else if (!contains(file.name, ".")) {
      if (isRequirements(file.path, file.name))
        add(file, FileKind::Requirements);
      else
        add(file, FileKind::Script);
    } else if (file.path == "setup.cfg") {
      add(file, FileKind::SetupCfg);
    } else if (file.path == "pyproject.toml") {
      add(file, FileKind::Pyproject);
    } else if (isRequirements(file.path, file.name)) {
      add(file, FileKind::Requirements);
    } else if (file.name.ends_with(".ini") && contains(file.name, "paste")) {
      add(file, FileKind::Paste);
    }
  }

  void takeSource(const FoundFile& file, std::string_view folder) {
    if (facts.pythonFolders.empty() || facts.pythonFolders.back() != folder)
      facts.pythonFolders.emplace_back(folder); // a folder's files come one after the other
    if (file.name == "__init__.py")
      facts.packageFolders.emplace_back(folder);
    else if (file.name == "__main__.py" && !folder.empty())
      facts.mainModules.emplace_back(file.path);
    else if (file.name == "manage.py")
      facts.manageFiles.emplace_back(file.path);
    else if (file.name == "settings.py" && !folder.empty())
      facts.settingsFolders.emplace_back(folder);
    if (file.name.starts_with("test_"))
      testFolders_.emplace(folder);
    if ((folder.empty() || folder == "src") && file.name != "setup.py" &&
        file.name != "conftest.py" && !file.name.starts_with("__"))
      facts.topModules.emplace_back(file.name.substr(0, file.name.rfind('.')));
    add(file, file.path == "setup.py"    ? FileKind::SetupPy
              : file.name == "manage.py" ? FileKind::Manage
                                         : FileKind::Source);
  }

  void add(const FoundFile& file, FileKind kind) {
    struct stat info {};
    if (::fstatat(file.folder, file.name.data(), &info, AT_SYMLINK_NOFOLLOW) != 0)
      return;
    const auto nanoseconds = [](const timespec& time) {
      return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
    };
    for (auto [sum, seed] : {std::pair(&fingerprint.first, 1ULL), {&fingerprint.second, 2ULL}}) {
      Mixer mixer(seed);
      mixer.add(file.path);
      mixer.add(static_cast<std::uint64_t>(info.st_size));
      mixer.add(static_cast<std::uint64_t>(nanoseconds(info.st_mtim)));
      mixer.add(static_cast<std::uint64_t>(nanoseconds(info.st_ctim)));
      mixer.add(info.st_ino);
      *sum += mixer.value(); // a sum: the directory's order does not matter
    }
    fingerprint.newest =
        std::max({fingerprint.newest, nanoseconds(info.st_mtim), nanoseconds(info.st_ctim)});
    files.push_back({std::string(file.path), kind});
  }

public:
  /// Call after walk(): sorts, and fills what sets have gathered.
  void finish() {
    facts.testFolders.assign(testFolders_.begin(), testFolders_.end());
    for (auto* list :
         {&facts.packageFolders, &facts.mainModules, &facts.manageFiles, &facts.settingsFolders,
          &facts.topModules, &facts.configurations, &facts.nested, &unreadable})
      std::sort(list->begin(), list->end());
    for (const auto& nested : facts.nested) { // they are part of what the facts depend on
      Mixer mixer(3);
      mixer.add(nested);
      fingerprint.first += mixer.value();
    }
    for (const auto& configuration : facts.configurations) {
      Mixer mixer(4);
      mixer.add(configuration);
      fingerprint.first += mixer.value();
    }
  }

private:
  std::set<std::string> testFolders_;
};

/// The second half: what is in the files.
class Reading {
public:
  Reading(int folder, RepositoryFacts& facts) : folder_(folder), facts_(facts) {}

  void read(const ListedFile& file) {
    const FoundFile found{file.path, file.path, folder_};
    if (file.kind == FileKind::Script) {
      if (hasPythonShebang(found))
        facts_.scripts.push_back(file.path);
      else
        return;
    }
    if (!readFound(found, buffer_))
      return;
    switch (file.kind) {
    case FileKind::Source:
    case FileKind::Script:
      readSource();
      return;
    case FileKind::Manage:
      readManage();
      readSource();
      return;
    case FileKind::SetupPy:
      addSetupPy(buffer_, facts_.packaging);
      return;
    case FileKind::SetupCfg:
      addSetupCfg(buffer_, facts_.packaging);
      return;
    case FileKind::Pyproject:
      addPyproject(buffer_, facts_.packaging);
      return;
    case FileKind::Requirements:
      addRequirements(buffer_, facts_.packaging);
      return;
    case FileKind::Paste:
      readPaste();
      return;
    }
  }

  void finish() {
    facts_.imports.assign(imports_.begin(), imports_.end());
    facts_.pasteModules.assign(pasteModules_.begin(), pasteModules_.end());
    for (auto* list : {&facts_.imports, &facts_.scripts})
      std::sort(list->begin(), list->end());
    tidy(facts_.packaging);
  }

private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  using Names = std::unordered_set<std::string, Hash, std::equal_to<>>;

  bool hasPythonShebang(const FoundFile& file) const {
    const Descriptor opened(
        ::openat(folder_, file.name.data(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    char line[128] = {};
    const auto size = opened ? ::read(opened.fd(), line, sizeof(line) - 1) : 0;
    const std::string_view text(line, size > 0 ? static_cast<std::size_t>(size) : 0);
    return text.starts_with("#!") && contains(text.substr(0, text.find('\n')), "python");
  }

  /// Most files import nothing that another file has not imported before, which is quick to see.
  /// The first files are scanned whatever they import, for what tells Python 2 from 3.
  void readSource() {
    constexpr int kScannedFirst = 64;
    if (++sources_ > kScannedFirst && !mayImport(buffer_, [this](std::string_view name) {
          return imports_.find(name) == imports_.end();
        }))
      return;
    const auto found = scanImports(buffer_, [this](std::string_view name) {
      if (imports_.find(name) == imports_.end())
        imports_.emplace(name);
    });
    facts_.python2 = facts_.python2 || found.python2;
  }

  /// os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mysite.settings"), in either kind of quotes
  void readManage() {
    const std::string_view text = buffer_;
    const auto variable = text.find("DJANGO_SETTINGS_MODULE");
    if (variable == std::string_view::npos || !facts_.manageSettings.empty())
      return;
    const auto begin = text.find_first_of("\"'", text.find_first_of("\"'", variable) + 1);
    if (begin == std::string_view::npos)
      return;
    const auto end = text.find(text[begin], begin + 1);
    const auto module = text.substr(begin + 1, end == std::string_view::npos ? 0 : end - begin - 1);
    constexpr std::string_view kName =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.";
    if (module.find_first_not_of(kName) == std::string_view::npos)
      facts_.manageSettings = module;
  }

  /// "paste.filter_factory = keystone.middleware.auth_token:filter_factory", "use = call:a.b:c"
  void readPaste() {
    for (const auto& section : iniSections(buffer_)) {
      for (const auto& [key, value] : section.values) {
        std::string_view target = value;
        if (key == "use" && target.starts_with("call:"))
          target.remove_prefix(5);
        else if (!key.starts_with("paste.") || !key.ends_with("_factory"))
          continue;
        if (contains(target, ":"))
          pasteModules_.emplace(target.substr(0, target.find_first_of(".:")));
      }
    }
  }

  int folder_;
  RepositoryFacts& facts_;
  std::string buffer_;
  int sources_ = 0;
  Names imports_;
  std::set<std::string> pasteModules_;
};

} // namespace

Result<FoundFacts> repositoryFacts(const std::filesystem::path& repository,
                                   const KnownFacts::Entry* known) {
  const Descriptor folder(::open(repository.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder)
    return systemError("cannot read folder", repository, errno);
  Listing listing;
  if (auto walked = listing.walk(repository); !walked)
    return walked.error();
  listing.finish();
  FoundFacts found{listing.fingerprint, {}, false, std::move(listing.unreadable)};
  if (known != nullptr && known->fingerprint == found.fingerprint) {
    found.facts = known->facts;
    found.reused = true;
    return found;
  }
  found.facts = std::move(listing.facts);
  Reading reading(folder.fd(), found.facts);
  for (const auto& file : listing.files)
    reading.read(file);
  reading.finish();
  keepUtf8(found.facts);
  return found;
}

} // namespace stackdev
