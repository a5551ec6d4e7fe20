// How long applying an import takes, beside writing the same bytes durably by the plainest means:
// each file written, fsynced and renamed, each folder fsynced. Prints one JSON object.
// usage: apply_bench ROOT WORKSPACE STATE SCRATCH ROUNDS   (ROOT is written to and restored)
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <set>

#include <fcntl.h>
#include <unistd.h>

#include <stackdev/apply.h>
#include <stackdev/import.h>

namespace {

using Clock = std::chrono::steady_clock;
using Path = std::filesystem::path;

double since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

void writeDurably(const Path& file, const std::string& content) {
  const auto temporary = file.string() + ".tmp";
  const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0 || ::write(fd, content.data(), content.size()) < 0 || ::fsync(fd) != 0)
    std::abort();
  ::close(fd);
  std::filesystem::rename(temporary, file);
}

void syncFolder(const Path& folder) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0 || ::fsync(fd) != 0)
    std::abort();
  ::close(fd);
}

double plainWriting(const stackdev::ChangeSet& changes, const Path& scratch) {
  std::filesystem::remove_all(scratch);
  const auto start = Clock::now();
  std::set<Path> folders;
  for (const auto& change : changes.files) {
    if (!change.after)
      continue;
    const auto file = scratch / change.path.relative_path();
    std::filesystem::create_directories(file.parent_path());
    folders.insert(file.parent_path());
    writeDurably(file, *change.after);
  }
  for (const auto& folder : folders)
    syncFolder(folder);
  return since(start);
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

} // namespace

int main(int argc, char** argv) {
  if (argc != 6) {
    std::cerr << "usage: apply_bench ROOT WORKSPACE STATE SCRATCH ROUNDS\n";
    return 2;
  }
  const auto root = stackdev::findRoot(Path(argv[1]), "/", Path(argv[3]));
  stackdev::ImportRequest request;
  request.workspace = argv[2];
  std::filesystem::create_directories(argv[2]);
  std::vector<double> applying;
  std::vector<double> plain;
  std::size_t files = 0;
  std::size_t bytes = 0;
  for (int round = 0; round < std::atoi(argv[5]); ++round) { // NOLINT(cert-err34-c)
    const auto import = stackdev::importPlan(*root, request);
    if (!import) {
      std::cerr << import.error().message << '\n';
      return 3;
    }
    files = import->changes.files.size();
    bytes = 0;
    for (const auto& change : import->changes.files)
      bytes += change.after ? change.after->size() : 0;
    plain.push_back(plainWriting(import->changes, argv[4]));
    ::sync();
    const auto start = Clock::now();
    if (const auto done = stackdev::apply(import->changes, root->state); !done) {
      std::cerr << done.error().message << '\n';
      return 3;
    }
    applying.push_back(since(start));
    if (const auto undone = stackdev::undo(root->state); !undone) {
      std::cerr << undone.error().message << '\n';
      return 3;
    }
  }
  std::printf("{\"files\": %zu, \"bytes\": %zu, \"applyMs\": %.1f, \"plainMs\": %.1f}\n", files,
              bytes, median(applying), median(plain));
}
