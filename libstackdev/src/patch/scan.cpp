#include <stackdev/scan.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <set>

#include <sys/stat.h>

#include "patch/analysis.h"
#include "patch/monkey_patching.h"
#include "patch/read_sources.h"
#include "patch/scan_index.h"
#include "python/modules.h"
#include "repository/source_files.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;
using namespace std::string_literals;

constexpr std::size_t kMaxRounds = 8; // of following new names to their users

bool isPatchFunction(std::string_view path) {
  return patchLibrary(path).has_value();
}

struct Candidate {
  std::string path; // absolute
  std::shared_ptr<const Clone> clone;
  std::unique_ptr<AnalysedText> text;
};

struct Findings {
  std::vector<Candidate> candidates;
  std::vector<std::string> warnings;
};

class Scan {
public:
  explicit Scan(const ScanOptions& options)
      : options_(options), words_(patchFunctionNames()), root_(canonicalRoot(options.root)) {}

  Result<ScanResult> run() {
    if (auto known = fromIndex())
      return std::move(*known);
    for (std::size_t round = 0; round < kMaxRounds; ++round) {
      if (auto looked = look(); !looked)
        return looked.error();
      if (isCancelled())
        return Error{ErrorCode::Cancelled, "cancelled"};
      if (!learnNames())
        break;
    }
    auto found = result();
    if (usesIndex() && dependsOnIndexOnly())
      writeIndex(found);
    return found;
  }

private:
  bool usesIndex() const {
    // Named files are few, and read anyway.
    return options_.index && options_.documents.empty() &&
           std::none_of(options_.paths.begin(), options_.paths.end(),
                        [](const Path& path) { return std::filesystem::is_regular_file(path); });
  }

  /// Whatever the result depends on besides files.
  std::string key() const {
    std::string text = root_.string();
    for (const auto& path : options_.paths)
      (text += '\0') += path.string();
    for (const auto& preset : options_.presets) {
      ((text += "\0:"s) += preset.name) += toString(preset.library);
      for (const auto& [name, isOn] : preset.keywords)
        (text += name) += isOn ? '1' : '0';
    }
    return text;
  }

  /// The result of an earlier scan if all that it came from is unchanged.
  std::optional<ScanResult> fromIndex() {
    if (!usesIndex())
      return std::nullopt;
    auto index = readScanIndex(*options_.index);
    if (!index || index->key != key())
      return std::nullopt;
    for (const auto& [path, stamp] : index->others)
      if (stampOf(path) != stamp || !index->sources.isOldEnough(stamp))
        return std::nullopt;
    const Words words(index->words);
    std::atomic<bool> isNew = false;
    std::array<std::size_t, kSourceThreads> kept{};
    std::array<std::size_t, kSourceThreads> read{};
    SourceReader reader;
    reader.source = [&](std::size_t thread, const ReadSource& source) {
      ++read[thread];
      const bool isOfInterest = words.occurIn(source.content);
      if (isOfInterest)
        isNew = true;
      return isOfInterest;
    };
    reader.warning = [&](std::size_t, const std::string&) { isNew = true; };
    reader.unchanged = [&](std::size_t thread, bool isOfInterest) {
      kept[thread] += isOfInterest ? 1 : 0;
    };
    std::size_t before = 0;
    for (const auto& [path, folder] : index->sources.folders)
      for (const auto& file : folder.files)
        before += file.isOfInterest ? 1 : 0;
    auto after = readSources(options_, reader, index->sources);
    if (!after || isNew || kept[0] + kept[1] != before || isCancelled())
      return std::nullopt;
    if (read[0] + read[1] > 0 || !after->folders.empty()) {
      after->takeReused(index->sources);
      const ScanIndex renewed{index->key, index->words, std::move(*after), index->others,
                              index->result};
      writeScanIndex(*options_.index, renewed);
    }
    return std::move(index->result);
  }

  bool isCancelled() const { return options_.cancelled != nullptr && options_.cancelled->load(); }

  /// Ignore rules and what could not be read come and go without a trace in stat data.
  bool dependsOnIndexOnly() const { return isWhole_; }

  void writeIndex(const ScanResult& found) {
    ScanIndex index{key(), words_.all(), std::move(sources_), {}, found};
    for (const auto& [repository, modules] : modules_)
      for (const auto& path : modules.lookedAt())
        index.others.emplace(path.string(), stampOf(path.string()));
    writeScanIndex(*options_.index, index);
  }

  Status look() {
    for (auto& findings : findings_)
      findings = {};
    SourceReader reader;
    reader.source = [this](std::size_t thread, const ReadSource& source) {
      return lookAt(findings_[thread], source);
    };
    reader.warning = [this](std::size_t thread, const std::string& warning) {
      findings_[thread].warnings.push_back(warning);
      isWhole_ = false;
    };
    auto read = readSources(options_, reader);
    if (!read)
      return read.error();
    sources_ = std::move(*read);
    return {};
  }

  /// Returns whether the words are in the source at all.
  bool lookAt(Findings& findings, const ReadSource& source) {
    if (!words_.occurIn(source.content))
      return false;
    if (source.clone != nullptr && !source.clone->isTracked(source.path))
      isWhole_ = false;
    if (!source.isTaken())
      return true;
    // The module's own name matters to nobody but the library's own modules, and to relative
    // imports; finding it looks at a few folders.
    Modules names(repositoryOf(source.clone, source.path), options_.documents, words_,
                  isPatchFunction);
    auto text =
        analysed(std::string(source.content), names.nameOf(source.path), words_, source.decoding);
    if (!text)
      findings.warnings.push_back(shownPath(source.path, root_) + ": " + text.error().message);
    else if (*text != nullptr)
      findings.candidates.push_back({source.path, source.clone, std::move(*text)});
    return true;
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
    for (const auto& candidate : candidates_) {
      auto& modules = modulesOf(candidate);
      modules.know(candidate.path, candidate.text->names);
      modules.nameOf(candidate.path); // so that it is known what the name depends on
    }
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
    return modules_.try_emplace(repository, repository, options_.documents, words_, isPatchFunction)
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
        call.path = shownPath(candidate.path, root_);
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
  std::array<Findings, kSourceThreads> findings_;
  SourceCache sources_;
  std::atomic<bool> isWhole_ = true;
  std::vector<Candidate> candidates_;
  std::map<Path, Modules> modules_; // by repository
};

} // namespace

Result<ScanResult> scan(const ScanOptions& options) {
  return Scan(options).run();
}

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
