#include "patch/scan_index.h"

#include <cstdint>
#include <cstring>
#include <string_view>

#include <fcntl.h>
#include <unistd.h>

#include "change/temporary_file.h"
#include "support/descriptor.h"
#include "support/file.h"

namespace stackdev {
namespace {

// The machine's own byte order: the file does not leave it.
constexpr std::string_view kMagic = "stackdev scan index 1\n";

std::uint64_t checksum(std::string_view bytes) {
  std::uint64_t sum = 14695981039346656037U;
  for (; bytes.size() >= 8; bytes.remove_prefix(8)) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, bytes.data(), 8);
    sum = (sum ^ eight) * 1099511628211U;
    sum ^= sum >> 29U;
  }
  for (const char c : bytes)
    sum = (sum ^ static_cast<unsigned char>(c)) * 1099511628211U;
  return sum;
}

class Writer {
public:
  void number(std::uint64_t value) { bytes_.append(reinterpret_cast<const char*>(&value), 8); }
  void text(std::string_view value) {
    number(value.size());
    bytes_ += value;
  }
  void stamp(const FileStamp& value) {
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof(value));
  }
  const std::string& bytes() const { return bytes_; }

private:
  std::string bytes_;
};

/// Reads zeros and empty texts once the bytes are used up, and remembers that.
class Parser {
public:
  explicit Parser(std::string_view bytes) : bytes_(bytes) {}
  std::uint64_t number() {
    std::uint64_t value = 0;
    take(&value, 8);
    return value;
  }
  std::string_view text() {
    const auto size = number();
    if (size > bytes_.size()) {
      isGood_ = false;
      return {};
    }
    const auto value = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return value;
  }
  FileStamp stamp() {
    FileStamp value;
    take(&value, sizeof(value));
    return value;
  }
  /// A count of things that take a byte at least.
  std::size_t count() {
    const auto value = number();
    isGood_ = isGood_ && value <= bytes_.size();
    return isGood_ ? value : 0;
  }
  bool isGood() const { return isGood_; }

private:
  void take(void* to, std::size_t size) {
    if (size > bytes_.size()) {
      isGood_ = false;
      return;
    }
    std::memcpy(to, bytes_.data(), size);
    bytes_.remove_prefix(size);
  }
  std::string_view bytes_;
  bool isGood_ = true;
};

void write(Writer& to, const std::optional<std::string>& text) {
  to.number(text ? 1 : 0);
  to.text(text.value_or(""));
}

std::optional<std::string> optionalText(Parser& from) {
  const bool isThere = from.number() != 0;
  const auto text = from.text();
  return isThere ? std::optional<std::string>(text) : std::nullopt;
}

void write(Writer& to, const PatchCall& call) {
  to.text(call.path);
  for (const auto number :
       {call.line, call.column, call.start, call.end, call.argumentsStart, call.argumentsEnd})
    to.number(number);
  to.number(static_cast<std::uint64_t>(call.library));
  to.number(static_cast<std::uint64_t>(call.state));
  to.text(call.function);
  to.text(call.text);
  to.text(call.refusal);
  write(to, call.debugSafe);
  write(to, call.debugSafeArguments);
}

PatchCall parsedCall(Parser& from) {
  PatchCall call{};
  call.path = from.text();
  for (auto* number :
       {&call.line, &call.column, &call.start, &call.end, &call.argumentsStart, &call.argumentsEnd})
    *number = from.number();
  call.library = from.number() == 0 ? Library::Eventlet : Library::Gevent;
  call.state = static_cast<PatchState>(from.number());
  call.function = from.text();
  call.text = from.text();
  call.refusal = from.text();
  call.debugSafe = optionalText(from);
  call.debugSafeArguments = optionalText(from);
  return call;
}

void write(Writer& to, const SourceCache& sources) {
  to.number(static_cast<std::uint64_t>(sources.time));
  to.number(sources.clones.size());
  for (const auto& [path, stamp] : sources.clones) {
    to.text(path);
    to.stamp(stamp);
  }
  to.number(sources.folders.size());
  for (const auto& [path, folder] : sources.folders) {
    to.text(path);
    to.stamp(folder.stamp);
    to.number((folder.isClone ? 1U : 0U) | (folder.isWhole ? 2U : 0U));
    to.number(folder.folders.size());
    for (const auto name : folder.folders)
      to.text(name);
    to.number(folder.files.size());
    for (const auto& file : folder.files) {
      to.text(file.name);
      to.stamp(file.stamp);
      to.number(file.isOfInterest ? 1 : 0);
    }
  }
}

void parse(Parser& from, SourceCache& sources) {
  sources.time = static_cast<std::int64_t>(from.number());
  for (auto left = from.count(); left > 0 && from.isGood(); --left) {
    std::string path(from.text());
    sources.clones[std::move(path)] = from.stamp();
  }
  auto folders = from.count();
  sources.folders.reserve(folders);
  for (; folders > 0 && from.isGood(); --folders) {
    CachedFolder folder{from.text(), from.stamp(), {}, {}, false, false};
    const auto flags = from.number();
    folder.isClone = (flags & 1U) != 0;
    folder.isWhole = (flags & 2U) != 0;
    for (auto left = from.count(); left > 0 && from.isGood(); --left)
      folder.folders.push_back(from.text());
    auto files = from.count();
    folder.files.reserve(files);
    for (; files > 0 && from.isGood(); --files) {
      const auto name = from.text();
      const auto stamp = from.stamp();
      folder.files.push_back({name, stamp, from.number() != 0});
    }
    sources.folders.emplace(folder.path, std::move(folder));
  }
}

} // namespace

std::optional<ScanIndex> readScanIndex(const std::filesystem::path& file) {
  auto content = readFile(file, std::size_t{512} << 20U);
  if (!content || !content->starts_with(kMagic) || content->size() < kMagic.size() + 8)
    return std::nullopt;
  ScanIndex index;
  index.sources.texts.push_back(std::move(*content)); // what the views look at
  auto body = std::string_view(index.sources.texts.back()).substr(kMagic.size());
  std::uint64_t sum = 0;
  std::memcpy(&sum, body.data(), 8);
  body.remove_prefix(8);
  if (sum != checksum(body))
    return std::nullopt;
  Parser from(body);
  index.key = from.text();
  for (auto left = from.count(); left > 0 && from.isGood(); --left)
    index.words.emplace_back(from.text());
  parse(from, index.sources);
  for (auto left = from.count(); left > 0 && from.isGood(); --left) {
    std::string path(from.text());
    index.others[std::move(path)] = from.stamp();
  }
  for (auto left = from.count(); left > 0 && from.isGood(); --left)
    index.result.calls.push_back(parsedCall(from));
  for (auto left = from.count(); left > 0 && from.isGood(); --left)
    index.result.warnings.emplace_back(from.text());
  return from.isGood() ? std::optional(std::move(index)) : std::nullopt;
}

void writeScanIndex(const std::filesystem::path& file, const ScanIndex& index) {
  Writer to;
  to.text(index.key);
  to.number(index.words.size());
  for (const auto& word : index.words)
    to.text(word);
  write(to, index.sources);
  to.number(index.others.size());
  for (const auto& [path, stamp] : index.others) {
    to.text(path);
    to.stamp(stamp);
  }
  to.number(index.result.calls.size());
  for (const auto& call : index.result.calls)
    write(to, call);
  to.number(index.result.warnings.size());
  for (const auto& warning : index.result.warnings)
    to.text(warning);
  const auto sum = checksum(to.bytes());
  std::string content(kMagic);
  content.append(reinterpret_cast<const char*>(&sum), 8);
  content += to.bytes();

  std::error_code failed;
  std::filesystem::create_directories(file.parent_path(), failed);
  const auto temporary = file.parent_path() / temporaryName();
  Descriptor out(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  std::string_view rest = content;
  while (out && !rest.empty()) {
    const auto count = ::write(out.fd(), rest.data(), rest.size());
    if (count <= 0)
      break;
    rest.remove_prefix(static_cast<std::size_t>(count));
  }
  if (!out)
    return;
  out.reset();
  if (!rest.empty() || ::rename(temporary.c_str(), file.c_str()) != 0)
    ::unlink(temporary.c_str());
}

} // namespace stackdev
