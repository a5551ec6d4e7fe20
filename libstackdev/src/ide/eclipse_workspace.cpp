#include "ide/eclipse_workspace.h"

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ide/java_data.h"
#include "ide/java_properties.h"
#include "support/file.h"
#include "support/utf8.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;
using namespace std::string_view_literals;

// Eclipse frames each saved piece by these, so that a torn last piece is seen and left out.
constexpr auto kBegin = "\x40\xB1\x8B\x81\x23\xBC\x00\x14\x1A\x25\x96\xE7\xA3\x93\xBE\x1E"sv;
constexpr auto kEnd = "\xC0\x58\xFB\xF3\x23\xBC\x00\x14\x1A\x51\xF3\x8C\x7B\xBB\x77\xC6"sv;

constexpr std::int32_t kTreeVersion = 0x04030202;
// A node's flags: its type, used, exists locally; a project's: open.
constexpr std::int32_t kFile = 0x0112;
constexpr std::int32_t kFolder = 0x0212;
constexpr std::int32_t kOpenProject = 0x0413;
constexpr std::int32_t kOpenFlag = 1;
constexpr std::int64_t kNodesOfProject = 3;

// Kinds of nodes in a tree.
constexpr std::uint32_t kComplete = 0;
constexpr std::uint32_t kDelta = 1;
constexpr std::uint32_t kDeleted = 2;
constexpr std::uint32_t kNoDataDelta = 3;

// A tree nests as deep as the folders of its projects; more is not a workspace's.
constexpr int kDeepest = 500;

Path metadata(const Path& workspace) {
  return workspace / ".metadata";
}
Path resources(const Path& workspace) {
  return metadata(workspace) / ".plugins/org.eclipse.core.resources";
}
Path locationFile(const Path& workspace, const std::string& name) {
  return resources(workspace) / ".projects" / name / ".location";
}

/// The whole pieces of a file, as views of it.
std::vector<std::string_view> chunks(std::string_view bytes) {
  std::vector<std::string_view> found;
  for (auto begin = bytes.find(kBegin); begin != std::string_view::npos;
       begin = bytes.find(kBegin, begin)) {
    begin += kBegin.size();
    const auto end = bytes.find(kEnd, begin);
    if (end == std::string_view::npos)
      break;
    // What was torn has no end of its own: the piece behind it begins where the last one begins.
    const auto last = bytes.substr(0, end).rfind(kBegin) + kBegin.size();
    found.push_back(bytes.substr(last, end - last));
    begin = end + kEnd.size();
  }
  return found;
}

std::string_view viewOf(const std::optional<std::string>& content) {
  return content ? std::string_view(*content) : std::string_view();
}

std::string chunk(const std::string& content) {
  return std::string(kBegin) + content + std::string(kEnd);
}

/// What every tree and snapshot begins with; a new snapshot repeats it.
struct Header {
  std::int64_t nextNode = 1;
  std::int64_t nextMarker = 1;
  std::vector<std::pair<std::string, std::string>> partners;
};

Header readHeader(JavaReader& in, bool& known) {
  Header header;
  known = in.int32() == kTreeVersion;
  header.nextNode = in.int64();
  in.int64(); // modification stamp, unused
  header.nextMarker = in.int64();
  const auto count = in.int32();
  for (std::int32_t i = 0; i < count && !in.failed(); ++i) {
    auto first = in.utf();
    header.partners.emplace_back(std::move(first), in.utf());
  }
  return header;
}

struct Node {
  std::string name;
  std::uint32_t kind;
  std::int32_t flags = 0;
};

/// Reads one node and all below it; hands the children of the root to `take`.
template <class Take>
void readNode(JavaReader& in, int depth, const Take& take) {
  Node node{in.utf(), in.number()};
  const bool hasData = node.kind == kComplete || node.kind == kDelta;
  if (hasData && in.byte() != 0 && depth > 0) {
    node.flags = in.int32();
    in.int64(); // local information
    in.int64(); // node id
    in.int32(); // content id
    in.int64(); // modification stamp
  }
  const auto children = in.number();
  if (depth == 1)
    take(node);
  for (std::uint32_t i = 0; i < children && !in.failed() && depth < kDeepest; ++i)
    readNode(in, depth + 1, take);
}

struct Trees {
  int number = 0; // N of N.tree and N.snap
  Header header;
  std::map<std::string, bool> projects; // name -> open
};

void takeNode(const Node& node, std::map<std::string, bool>& projects) {
  if (node.kind == kDeleted)
    projects.erase(node.name);
  else if (node.kind != kNoDataDelta || !projects.contains(node.name))
    projects[node.name] = (node.flags & kOpenFlag) != 0;
}

void keepLarger(Header& header, const Header& other) {
  header.nextNode = std::max(header.nextNode, other.nextNode);
  header.nextMarker = std::max(header.nextMarker, other.nextMarker);
  header.partners = other.partners;
}

bool readTree(std::string_view bytes, Trees& trees) {
  JavaReader in(bytes);
  bool known = false;
  keepLarger(trees.header, readHeader(in, known));
  if (!known)
    return false;
  const auto plugins = in.int32();
  for (std::int32_t i = 0; i < plugins && !in.failed(); ++i)
    in.utf();
  const auto builders = in.int32();
  for (std::int32_t i = 0; i < builders && !in.failed(); ++i) {
    in.utf();
    in.utf();
    const auto arguments = in.int32();
    for (std::int32_t k = 0; k < arguments && !in.failed(); ++k)
      in.utf();
  }
  if (in.number() != 1)
    return false;
  const auto count = in.number();
  for (std::uint32_t i = 0; i < count && !in.failed(); ++i)
    in.number();
  if (in.number() != 1)
    return false;
  readNode(in, 0, [&](const Node& node) { takeNode(node, trees.projects); });
  return !in.failed(); // the deltas that follow lead to older trees
}

bool readSnapshots(std::string_view bytes, Trees& trees) {
  for (const auto piece : chunks(bytes)) {
    JavaReader in(piece);
    bool known = false;
    keepLarger(trees.header, readHeader(in, known));
    if (!known || in.number() != 1)
      return false;
    readNode(in, 0, [&](const Node& node) { takeNode(node, trees.projects); });
    if (in.failed())
      return false;
  }
  return true;
}

Result<Trees> readTrees(const Path& workspace) {
  Trees trees;
  const auto folder = resources(workspace);
  const auto table = readFileIfThere(folder / ".safetable/org.eclipse.core.resources");
  if (!table)
    return table.error();
  for (const auto piece : chunks(viewOf(*table)))
    if (const auto values = properties(piece); values.contains("/.tree"))
      trees.number = std::atoi(values.at("/.tree").c_str()); // NOLINT(cert-err34-c): 0 if odd
  const auto tree = readFileIfThere(folder / ".root" / (std::to_string(trees.number) + ".tree"));
  if (!tree)
    return tree.error();
  const auto snap = readFileIfThere(folder / (std::to_string(trees.number) + ".snap"));
  if (!snap)
    return snap.error();
  if ((*tree && !readTree(**tree, trees)) || (*snap && !readSnapshots(**snap, trees)))
    return Error{ErrorCode::Io,
                 workspace.string() +
                     ": its tree of resources has a form that this stackdev does "
                     "not know; open it in Eclipse once, or use another --workspace"};
  return trees;
}

bool isHexDigit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F');
}

/// As java.net.URI quotes a path: only what is illegal in ASCII, and Unicode's blanks and controls.
std::string fileUri(const Path& path) {
  constexpr std::string_view kLegal = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                      "0123456789-_.!~*'()/:@&=+$,;";
  std::string uri = "file:";
  const auto& text = path.native();
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    // U+0080..U+009F, U+00A0 and the blanks U+2000..U+200A, U+2028, U+2029, U+202F, U+205F, U+3000
    const auto rest = std::string_view(text).substr(i);
    const bool control =
        rest.size() > 1 && byte == 0xC2 && static_cast<unsigned char>(rest[1]) <= 0xA0;
    const bool blank = rest.starts_with("\xE3\x80\x80") || rest.starts_with("\xE2\x81\x9F") ||
                       rest.starts_with("\xE1\x9A\x80") ||
                       (rest.starts_with("\xE2\x80") && rest.size() > 2 &&
                        (static_cast<unsigned char>(rest[2]) <= 0x8A || rest[2] == '\xA8' ||
                         rest[2] == '\xA9' || rest[2] == '\xAF'));
    const std::size_t quoted = control ? 2 : blank ? 3 : 0;
    if (quoted == 0 && (byte >= 0x80 || kLegal.find(text[i]) != std::string_view::npos)) {
      uri += text[i];
      continue;
    }
    for (std::size_t k = 0; k < std::max<std::size_t>(quoted, 1); ++k) {
      constexpr std::string_view kDigits = "0123456789ABCDEF";
      const auto code = static_cast<unsigned char>(text[i + k]);
      uri += '%';
      uri += kDigits[code >> 4U];
      uri += kDigits[code & 15U];
    }
    i += std::max<std::size_t>(quoted, 1) - 1;
  }
  return uri;
}

Path pathOfUri(std::string_view uri) {
  uri.remove_prefix(std::min(uri.size(), "file:"sv.size()));
  while (uri.starts_with("//"))
    uri.remove_prefix(1);
  std::string path;
  for (std::size_t i = 0; i < uri.size(); ++i) {
    if (uri[i] == '%' && uri.size() - i > 2 && isHexDigit(uri[i + 1]) && isHexDigit(uri[i + 2])) {
      path += static_cast<char>(std::stoi(std::string(uri.substr(i + 1, 2)), nullptr, 16));
      i += 2;
    } else {
      path += uri[i];
    }
  }
  return path;
}

/// `uri` is empty for a project at WORKSPACE/NAME. Eclipse needs no file for it, but the folder.
std::string locationBytes(const std::string& uri) {
  JavaWriter out;
  out.utf(uri);
  out.int32(0); // dynamic references
  out.int32(0); // build configurations
  out.utf("");  // active build configuration
  out.int32(0); // references of build configurations
  return chunk(out.bytes());
}

Path readLocation(const Path& workspace, const std::string& name) {
  const auto bytes = readFileIfThere(locationFile(workspace, name));
  const auto pieces = chunks(bytes ? viewOf(*bytes) : ""sv);
  const auto uri = pieces.empty() ? std::string() : JavaReader(pieces.back()).utf();
  if (uri.starts_with("URI//"))
    return pathOfUri(std::string_view(uri).substr(5));
  return uri.empty() ? workspace / name : Path(uri); // old Eclipses wrote the bare path
}

void writeNode(JavaWriter& out, std::string_view name, std::int32_t flags, std::int64_t id,
               std::uint32_t children) {
  out.utf(name);
  out.number(kComplete);
  out.byte(1); // has data
  out.int32(flags);
  out.int64(0); // local information: what is on the disk counts as newer
  out.int64(id);
  out.int32(1); // content id
  out.int64(0); // modification stamp
  out.number(children);
}

/// A project, and of its files the one with its encoding: Eclipse reads that through the tree, and
/// if it looks before it has refreshed the project, marks the project for having none.
void writeProject(JavaWriter& out, std::string_view name, std::int64_t firstId) {
  writeNode(out, name, kOpenProject, firstId, 1);
  writeNode(out, ".settings", kFolder, firstId + 1, 1);
  writeNode(out, "org.eclipse.core.resources.prefs", kFile, firstId + 2, 0);
}

std::string snapshot(const Header& header, const std::vector<Registration>& add,
                     const std::vector<std::string>& remove) {
  struct Child {
    std::u16string key;
    std::string name;
    bool added;
  };
  std::vector<Child> children;
  for (const auto& project : add)
    children.push_back({utf16(project.name), project.name, true});
  for (const auto& name : remove)
    children.push_back({utf16(name), name, false});
  // Eclipse finds children by binary search in the order of Java's String.compareTo.
  std::sort(children.begin(), children.end(),
            [](const Child& a, const Child& b) { return a.key < b.key; });
  JavaWriter out;
  out.int32(kTreeVersion);
  out.int64(header.nextNode + static_cast<std::int64_t>(add.size()) * kNodesOfProject + 1);
  out.int64(0);
  out.int64(header.nextMarker);
  out.int32(static_cast<std::int32_t>(header.partners.size()));
  for (const auto& [first, second] : header.partners) {
    out.utf(first);
    out.utf(second);
  }
  out.number(1); // format of the tree
  out.utf("");   // the root
  out.number(kNoDataDelta);
  out.number(static_cast<std::uint32_t>(children.size()));
  auto node = header.nextNode + 1;
  for (const auto& child : children) {
    if (child.added) {
      writeProject(out, child.name, node);
      node += kNodesOfProject;
      continue;
    }
    out.utf(child.name);
    out.number(kDeleted);
    out.number(0); // children
  }
  return chunk(out.bytes());
}

Status addLocation(const WorkspaceState& workspace, const Registration& project,
                   std::vector<FileChange>& changes) {
  const auto file = locationFile(workspace.folder, project.name);
  auto before = readFileIfThere(file);
  if (!before)
    return before.error();
  const bool isInside = project.location == workspace.folder / project.name;
  auto after = locationBytes(isInside ? "" : "URI//" + fileUri(project.location));
  if (*before != after)
    changes.push_back({file, std::move(*before), std::move(after)});
  return {};
}

/// Everything that Eclipse keeps for a project that it shall forget.
Status removeMetadata(const WorkspaceState& workspace, const std::string& name,
                      std::vector<FileChange>& changes) {
  std::error_code ignored;
  const auto folder = locationFile(workspace.folder, name).parent_path();
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, ignored)) {
    if (!entry.is_regular_file(ignored))
      continue;
    auto content = readFile(entry.path());
    if (!content)
      return content.error();
    changes.push_back({entry.path(), std::move(*content), std::nullopt});
  }
  return {};
}

struct flock firstByte(short type) {
  struct flock lock {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  lock.l_start = 0;
  lock.l_len = 1;
  return lock;
}

Error isOpen(const Path& workspace, int file) {
  auto holder = firstByte(F_WRLCK);
  std::string pid;
  if (::fcntl(file, F_GETLK, &holder) == 0 && holder.l_type != F_UNLCK && holder.l_pid > 0)
    pid = std::to_string(holder.l_pid);
  const auto shown = pid.empty() ? std::string() : " (pid " + pid + ")";
  if (const auto name = readFile("/proc/" + pid + "/comm"); name && *name == "stackdev\n")
    return {ErrorCode::Io, "another stackdev" + shown + " is writing to the workspace " +
                               workspace.string() + "; run it again when that is done"};
  return {ErrorCode::Io, "Eclipse" + shown + " has the workspace " + workspace.string() +
                             " open; close it and import again"};
}

} // namespace

Status WorkspaceLock::check(const Path& workspace) {
  const Descriptor file(::open((metadata(workspace) / ".lock").c_str(), O_RDWR | O_CLOEXEC));
  if (!file)
    return {}; // no lock file, no Eclipse
  auto lock = firstByte(F_WRLCK);
  if (::fcntl(file.fd(), F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK)
    return isOpen(workspace, file.fd());
  return {};
}

Result<WorkspaceLock> WorkspaceLock::take(const Path& workspace) {
  std::error_code error;
  std::filesystem::create_directories(metadata(workspace), error);
  if (error)
    return systemError("cannot make folder", metadata(workspace), error.value());
  const auto path = metadata(workspace) / ".lock";
  Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666));
  if (!file)
    return systemError("cannot open", path, errno);
  auto lock = firstByte(F_WRLCK);
  if (::fcntl(file.fd(), F_SETLK, &lock) == 0)
    return WorkspaceLock(std::move(file));
  if (errno == EACCES || errno == EAGAIN)
    return isOpen(workspace, file.fd());
  return systemError("cannot lock", path, errno);
}

std::optional<std::map<std::string, bool>> projectsIn(std::string_view tree,
                                                      std::string_view snapshots) {
  Trees trees;
  if ((!tree.empty() && !readTree(tree, trees)) || !readSnapshots(snapshots, trees))
    return std::nullopt;
  return trees.projects;
}

Result<WorkspaceState> readWorkspace(const Path& workspace) {
  WorkspaceState state{workspace, false, {}};
  std::error_code ignored;
  state.exists = std::filesystem::exists(resources(workspace), ignored);
  const auto trees = readTrees(workspace);
  if (!trees)
    return trees.error();
  for (const auto& [name, open] : trees->projects)
    state.projects[name] = {open, readLocation(workspace, name)};
  return state;
}

Result<std::vector<FileChange>> registrationPlan(const WorkspaceState& workspace,
                                                 const std::vector<Registration>& add,
                                                 const std::vector<std::string>& remove) {
  std::vector<FileChange> changes;
  if (add.empty() && remove.empty())
    return changes;
  for (const auto& project : add)
    if (auto added = addLocation(workspace, project, changes); !added)
      return added.error();
  for (const auto& name : remove)
    if (auto removed = removeMetadata(workspace, name, changes); !removed)
      return removed.error();
  const auto trees = readTrees(workspace.folder);
  if (!trees)
    return trees.error();
  const auto file = resources(workspace.folder) / (std::to_string(trees->number) + ".snap");
  auto before = readFileIfThere(file);
  if (!before)
    return before.error();
  auto after = (*before ? **before : "") + snapshot(trees->header, add, remove);
  changes.push_back({file, std::move(*before), std::move(after)}); // last: it makes the rest count
  return changes;
}

} // namespace stackdev
