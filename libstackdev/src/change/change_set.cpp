#include <stackdev/change_set.h>

#include <algorithm>
#include <map>
#include <utility>

#include "support/git.h"

namespace stackdev {
namespace {

std::string shownPath(const std::filesystem::path& path, const std::filesystem::path& base) {
  const auto relative = path.lexically_relative(base);
  if (relative.empty() || *relative.begin() == "..")
    return path.string();
  return relative.string();
}

bool isControl(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

/// In quotes, as git writes it, where it could be read as something else than a name.
std::string headerName(const std::string& name) {
  const auto needsQuotes = [](char c) { return isControl(c) || c == '"' || c == '\\'; };
  if (std::none_of(name.begin(), name.end(), needsQuotes))
    return name;
  std::string quoted = "\"";
  for (const char c : name) {
    if (isControl(c)) {
      const int byte = static_cast<unsigned char>(c);
      quoted += '\\';
      for (const int digit : {byte / 64, byte / 8 % 8, byte % 8})
        quoted += static_cast<char>('0' + digit);
      continue;
    }
    if (c == '"' || c == '\\')
      quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

/// After "--- " and "+++ ": patch(1) reads a name up to the first blank unless a tab ends it.
std::string hunkName(const std::string& name) {
  const auto shown = headerName(name);
  return shown == name && name.find(' ') != std::string::npos ? name + "\t" : shown;
}

bool isBinary(const std::optional<std::string>& content) {
  return content && content->find('\0') != std::string::npos;
}

std::string binaryDiff(const FileChange& file, const std::string& name) {
  const auto size = [](const std::optional<std::string>& content) {
    return content ? std::to_string(content->size()) + " bytes" : std::string("nothing");
  };
  return "Binary file " + name + ": " + size(file.before) + " becomes " + size(file.after) + "\n";
}

std::string textDiff(const FileChange& file, const std::string& name) {
  const std::string& before = file.before ? *file.before : "";
  const std::string& after = file.after ? *file.after : "";
  git_diff_options options = GIT_DIFF_OPTIONS_INIT;
  git_patch* raw = nullptr;
  if (git_patch_from_buffers(&raw, before.data(), before.size(), name.c_str(), after.data(),
                             after.size(), name.c_str(), &options) != 0)
    return binaryDiff(file, name);
  const GitPatch patch(raw);
  git_buf text = GIT_BUF_INIT;
  std::string lines;
  if (git_patch_to_buf(&text, raw) == 0)
    lines.assign(text.ptr, text.size);
  git_buf_dispose(&text);
  // libgit2 knows two buffers, not that one side may be no file at all: say so as git does.
  const std::string mode = file.mode == FileMode::Executable ? "mode 100755\n" : "mode 100644\n";
  std::string header = "diff --git " + headerName("a/" + name) + " " + headerName("b/" + name) +
                       "\n" + (file.before ? "" : "new file " + mode) +
                       (file.after ? "" : "deleted file " + mode);
  const auto hunks = lines.find("\n@@ "); // at the start of a line: names may hold it, too
  if (hunks == std::string::npos)
    return header;
  return header + "--- " + (file.before ? hunkName("a/" + name) : "/dev/null") + "\n" + "+++ " +
         (file.after ? hunkName("b/" + name) : "/dev/null") + "\n" + lines.substr(hunks + 1);
}

} // namespace

ChangeSet inverse(ChangeSet changes) {
  for (auto& file : changes.files)
    std::swap(file.before, file.after);
  std::reverse(changes.files.begin(), changes.files.end());
  return changes;
}

ChangeSet minimal(ChangeSet changes) {
  std::map<std::filesystem::path, std::size_t> last;
  std::map<std::filesystem::path, std::optional<std::string>> first;
  for (std::size_t i = 0; i < changes.files.size(); ++i) {
    last[changes.files[i].path] = i;
    first.try_emplace(changes.files[i].path, changes.files[i].before);
  }
  std::vector<FileChange> kept;
  for (std::size_t i = 0; i < changes.files.size(); ++i) {
    auto& file = changes.files[i];
    if (last[file.path] != i)
      continue;
    file.before = first[file.path];
    if (file.before != file.after)
      kept.push_back(std::move(file));
  }
  changes.files = std::move(kept);
  return changes;
}

std::string unifiedDiff(const ChangeSet& changes, const std::filesystem::path& base) {
  useGit();
  std::string text;
  for (const auto& file : changes.files) {
    const auto name = shownPath(file.path, base);
    text += isBinary(file.before) || isBinary(file.after) ? binaryDiff(file, name)
                                                          : textDiff(file, name);
  }
  return text;
}

} // namespace stackdev
