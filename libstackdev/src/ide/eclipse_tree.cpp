#include "ide/eclipse_tree.h"

#include <algorithm>

#include "ide/eclipse_chunks.h"
#include "ide/java_data.h"
#include "support/utf8.h"

namespace stackdev {
namespace {

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

/// What every tree and snapshot begins with. False for a version that is not known here.
bool readHeader(JavaReader& in, EclipseTree& tree) {
  const bool isKnown = in.int32() == kTreeVersion;
  tree.nextNode = std::max(tree.nextNode, in.int64());
  in.int64(); // modification stamp, unused
  tree.nextMarker = std::max(tree.nextMarker, in.int64());
  tree.partners.clear();
  const auto count = in.int32();
  for (std::int32_t i = 0; i < count && !in.failed(); ++i) {
    auto first = in.utf();
    tree.partners.emplace_back(std::move(first), in.utf());
  }
  return isKnown;
}

struct Node {
  std::string name;
  std::uint32_t kind;
  std::int32_t flags = 0;
};

/// Reads one node and all below it; hands the children of the root to `take`.
template <class Take>
void readNode(JavaReader& in, int depth, const Take& take) {
  if (depth > kDeepest)
    return in.fail();
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
  for (std::uint32_t i = 0; i < children && !in.failed(); ++i)
    readNode(in, depth + 1, take);
}

void takeNode(const Node& node, std::map<std::string, bool>& projects) {
  if (node.kind == kDeleted)
    projects.erase(node.name);
  else if (node.kind != kNoDataDelta || !projects.contains(node.name))
    projects[node.name] = (node.flags & kOpenFlag) != 0;
}

bool readTree(std::string_view bytes, EclipseTree& tree) {
  JavaReader in(bytes);
  if (!readHeader(in, tree))
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
  readNode(in, 0, [&](const Node& node) { takeNode(node, tree.projects); });
  return !in.failed(); // the deltas that follow lead to older trees
}

bool readSnapshots(std::string_view bytes, EclipseTree& tree) {
  for (const auto piece : eclipseChunks(bytes)) {
    JavaReader in(piece);
    if (!readHeader(in, tree) || in.number() != 1)
      return false;
    readNode(in, 0, [&](const Node& node) { takeNode(node, tree.projects); });
    if (in.failed())
      return false;
  }
  return true;
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

} // namespace

std::optional<EclipseTree> eclipseTree(std::optional<std::string_view> tree,
                                       std::string_view snapshots) {
  EclipseTree read;
  if ((tree && !readTree(*tree, read)) || !readSnapshots(snapshots, read))
    return std::nullopt;
  return read;
}

std::string eclipseSnapshot(const EclipseTree& tree, const std::vector<std::string>& add,
                            const std::vector<std::string>& remove) {
  struct Child {
    std::u16string key;
    std::string name;
    bool added;
  };
  std::vector<Child> children;
  for (const auto& name : add)
    children.push_back({utf16(name), name, true});
  for (const auto& name : remove)
    children.push_back({utf16(name), name, false});
  // Eclipse finds children by binary search in the order of Java's String.compareTo.
  std::sort(children.begin(), children.end(),
            [](const Child& a, const Child& b) { return a.key < b.key; });
  JavaWriter out;
  out.int32(kTreeVersion);
  out.int64(tree.nextNode + static_cast<std::int64_t>(add.size()) * kNodesOfProject + 1);
  out.int64(0);
  out.int64(tree.nextMarker);
  out.int32(static_cast<std::int32_t>(tree.partners.size()));
  for (const auto& [first, second] : tree.partners) {
    out.utf(first);
    out.utf(second);
  }
  out.number(1); // format of the tree
  out.utf("");   // the root
  out.number(kNoDataDelta);
  out.number(static_cast<std::uint32_t>(children.size()));
  auto node = tree.nextNode + 1;
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
  return eclipseChunk(out.bytes());
}

} // namespace stackdev
