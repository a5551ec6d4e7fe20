#include <stackdev/scan.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <set>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "patch/analysis.h"
#include "patch/monkey_patching.h"
#include "python/modules.h"
#include "repository/source_files.h"
#include "support/descriptor.h"
#include "support/file.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

constexpr std::size_t kMaxFileSize = std::size_t{64} << 20U;
constexpr std::size_t kMaxRounds = 8; // of following new names to their users

bool isPatchFunction(std::string_view path) { return patchLibrary(path).has_value(); }

struct Candidate {
  std::string path; // absolute
  std::shared_ptr<const Clone> clone;
  std::unique_ptr<AnalysedText> text;
};

struct Findings {
  std::vector<Candidate> candidates;
  std::vector<std::string> warnings;
  std::string buffer; // for file contents
};

std::string shown(const std::string& path, const Path& root) {
  const auto base = root.string() + "/";
  return path.starts_with(base) ? path.substr(base.size()) : path;
}

/// The content of `source` in `buffer`; nullopt if it is no Python, or for the reason given.
std::optional<std::string_view> contentOf(const FoundSource& source, std::string& buffer,
                                          std::string& problem) {
  const Descriptor file(
      ::openat(source.folder, source.name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat info {};
  if (!file || ::fstat(file.fd(), &info) != 0) {
    if (errno != ENOENT)
      problem = "cannot be read: " + std::generic_category().message(errno);
    return std::nullopt;
  }
  const auto size = static_cast<std::size_t>(info.st_size);
  if (!S_ISREG(info.st_mode))
    return std::nullopt;
  if (size > kMaxFileSize) {
    if (source.hasExtension)
      problem = "is larger than 64 MiB";
    return std::nullopt;
  }
  if (buffer.size() < size)
    buffer.resize(size);
  std::size_t done = 0;
  const auto readTo = [&](std::size_t limit) {
    while (done < limit) {
      const auto count = ::read(file.fd(), buffer.data() + done, limit - done);
      if (count < 0 && errno == EINTR)
        continue;
      if (count < 0)
        problem = "cannot be read: " + std::generic_category().message(errno);
      if (count <= 0)
        return;
      done += static_cast<std::size_t>(count);
    }
  };
  constexpr std::size_t kFirstLine = 256;
  if (!source.hasExtension) {
    readTo(std::min(size, kFirstLine));
    if (!hasPythonShebang({buffer.data(), done}))
      return std::nullopt;
  }
  readTo(size);
  if (!problem.empty())
    return std::nullopt;
  return std::string_view(buffer.data(), done);
}

class Scan {
public:
  explicit Scan(const ScanOptions& options) : options_(options), words_(patchFunctionNames()) {}

  Result<ScanResult> run() {
    if (auto found = findPaths(); !found)
      return found.error();
    for (std::size_t round = 0; round < kMaxRounds; ++round) {
      look();
      if (options_.cancelled != nullptr && options_.cancelled->load())
        return Error{ErrorCode::Cancelled, "cancelled"};
      if (!learnNames())
        break;
    }
    return result();
  }

private:
  /// Resolves the paths; folders inside of others go.
  Status findPaths() {
    const auto& given = options_.paths.empty() ? std::vector<Path>{options_.root} : options_.paths;
    std::error_code failed;
    root_ = std::filesystem::canonical(options_.root, failed);
    if (failed)
      root_ = options_.root;
    for (const auto& path : given) {
      const auto resolved = std::filesystem::canonical(path, failed);
      if (failed)
        return systemError("cannot scan", path, failed.value());
      if (std::filesystem::is_directory(resolved, failed))
        folders_.push_back(resolved);
      else
        files_.push_back(resolved);
    }
    std::sort(folders_.begin(), folders_.end(), [](const Path& a, const Path& b) {
      return a.string() + "/" < b.string() + "/";
    });
    std::vector<Path> outermost;
    for (const auto& folder : folders_)
      if (outermost.empty() ||
          !(folder.string() + "/").starts_with(outermost.back().string() + "/"))
        outermost.push_back(folder);
    folders_ = std::move(outermost);
    return {};
  }

  void look() {
    for (auto& findings : findings_)
      findings = {};
    SourceVisitor visitor;
    visitor.file = [this](std::size_t thread, const FoundSource& source) {
      lookAt(findings_[thread], source);
    };
    visitor.warning = [this](std::size_t thread, const std::string& warning) {
      findings_[thread].warnings.push_back(shown(warning, root_));
    };
    visitSources(folders_, visitor, options_.cancelled);
    for (const auto& file : files_) {
      const auto path = file.string();
      lookAt(findings_[0], {path, AT_FDCWD, path.c_str(), true, Clone::around(file)}, true);
    }
  }

  void lookAt(Findings& findings, const FoundSource& source, bool isNamed = false) const {
    std::string problem;
    const auto document = options_.documents.find(source.path);
    const bool isOpen = !options_.documents.empty() && document != options_.documents.end();
    const auto content = isOpen ? std::optional<std::string_view>(document->second)
                                : contentOf(source, findings.buffer, problem);
    if (!content) {
      if (!problem.empty())
        findings.warnings.push_back(shown(source.path, root_) + ": " + problem);
      return;
    }
    if (!words_.occurIn(*content))
      return;
    if (!isNamed && source.clone != nullptr && !source.clone->takesFile(source.path))
      return;
    // The module's own name matters to nobody but the library's own modules, and to relative
    // imports; finding it looks at a few folders.
    Modules names(repositoryOf(source.clone, source.path), options_.documents, words_,
                  isPatchFunction);
    auto text = analysed(std::string(*content), names.nameOf(source.path), words_,
                         isOpen ? Decoding::Utf8 : Decoding::AsPythonDoes);
    if (!text)
      findings.warnings.push_back(shown(source.path, root_) + ": " + text.error().message);
    else if (*text != nullptr)
      findings.candidates.push_back({source.path, source.clone, std::move(*text)});
  }

  Path repositoryOf(const std::shared_ptr<const Clone>& clone, const Path& file) const {
    if (clone != nullptr)
      return Path(clone->folder()).parent_path();
    if (file.string().starts_with(root_.string() + "/"))
      return root_;
    return file.parent_path();
  }

  /// Brings the candidates in order and asks what they give to other modules. False: nothing that
  /// was not looked for.
  bool learnNames() {
    candidates_.clear();
    modules_.clear();
    for (auto& findings : findings_)
      std::move(findings.candidates.begin(), findings.candidates.end(),
                std::back_inserter(candidates_));
    std::sort(candidates_.begin(), candidates_.end(),
              [](const auto& a, const auto& b) { return a.path < b.path; });
    candidates_.erase(std::unique(candidates_.begin(), candidates_.end(),
                                  [](const auto& a, const auto& b) { return a.path == b.path; }),
                      candidates_.end());
    for (const auto& candidate : candidates_)
      modulesOf(candidate).know(candidate.path, candidate.text->names);
    auto all = words_.all();
    for (const auto& candidate : candidates_) {
      const auto names = newNames(*candidate.text, candidate.path, modulesOf(candidate), words_);
      all.insert(all.end(), names.begin(), names.end());
    }
    if (all.size() == words_.all().size())
      return false;
    words_ = Words(std::move(all));
    return true;
  }

  Modules& modulesOf(const Candidate& candidate) {
    const auto repository = repositoryOf(candidate.clone, candidate.path);
    const auto known = modules_.find(repository);
    if (known != modules_.end())
      return known->second;
    return modules_
        .try_emplace(repository, repository, options_.documents, words_, isPatchFunction)
        .first->second;
  }

  ScanResult result() {
    ScanResult result;
    std::set<std::pair<dev_t, ino_t>> linked; // files of several names
    for (const auto& candidate : candidates_) {
      struct stat info {};
      if (::stat(candidate.path.c_str(), &info) == 0 && info.st_nlink > 1 &&
          !linked.insert({info.st_dev, info.st_ino}).second)
        continue;
      auto calls =
          resolvedCalls(*candidate.text, candidate.path, modulesOf(candidate), options_.presets);
      for (auto& call : calls) {
        call.path = shown(candidate.path, root_);
        result.calls.push_back(std::move(call));
      }
    }
    for (const auto& findings : findings_)
      result.warnings.insert(result.warnings.end(), findings.warnings.begin(),
                             findings.warnings.end());
    std::sort(result.calls.begin(), result.calls.end(), [](const auto& a, const auto& b) {
      return std::pair(a.path, a.start) < std::pair(b.path, b.start);
    });
    std::sort(result.warnings.begin(), result.warnings.end());
    return result;
  }

  const ScanOptions& options_;
  Words words_;
  Path root_;
  std::vector<Path> folders_;
  std::vector<Path> files_;
  std::array<Findings, kSourceThreads> findings_;
  std::vector<Candidate> candidates_;
  std::map<Path, Modules> modules_; // by repository
};

} // namespace

Result<ScanResult> scan(const ScanOptions& options) { return Scan(options).run(); }

Result<std::vector<PatchCall>> patchCallsIn(std::string_view text, const Path& file,
                                            const OpenDocuments& documents,
                                            const std::vector<Preset>& presets) {
  const auto clone = Clone::around(file.parent_path());
  const auto repository =
      clone != nullptr ? Path(clone->folder()).parent_path() : file.parent_path();
  const Words words(patchFunctionNames());
  Modules modules(repository, documents, words, isPatchFunction);
  auto analysis = analysed(std::string(text), modules.nameOf(file), words, Decoding::Utf8);
  if (!analysis)
    return analysis.error();
  if (*analysis == nullptr)
    return std::vector<PatchCall>();
  modules.know(file, (*analysis)->names);
  return resolvedCalls(**analysis, file, modules, presets);
}

} // namespace stackdev
