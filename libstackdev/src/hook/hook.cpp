#include <stackdev/hook.h>

#include <algorithm>
#include <array>

#include <stackdev/stack.h>

#include "hook/hook_text.h"
#include "patch/read_sources.h"
#include "python/outline.h"
#include "python/source_text.h"
#include "python/syntax_tree.h"
#include "repository/source_files.h"
#include "support/file.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

Error badLine(const std::string& why) {
  return {ErrorCode::InvalidArgument, why};
}

/// Where a hook goes: the start of a line.
struct Place {
  std::size_t offset;
  std::string indentation;
};

bool isBlank(std::string_view text) {
  return text.find_first_not_of(" \t\f") == std::string_view::npos;
}

std::optional<std::size_t> startOfLine(const SourceText& source, std::size_t line) {
  std::size_t start = 0;
  for (std::size_t i = 1; i < line; ++i) {
    const auto end = source.lineEnd(start);
    const auto terminator = source.terminatorAt(end);
    if (terminator.empty())
      return std::nullopt;
    start = end + terminator.size();
  }
  if (line == 0 || start >= source.bytes().size())
    return std::nullopt;
  return source.lineStart(source.lineEnd(start));
}

/// The first line after `line` that begins with a statement of the module's: functions that were
/// not parsed, because the line is in none of them, are seen by it. 0 if there is none.
std::size_t nextAtTop(const SourceText& source, std::size_t line) {
  constexpr std::string_view kOthers = " \t\f\r\n#)]}";
  for (auto next = line + 1;; ++next) {
    const auto start = startOfLine(source, next);
    if (!start)
      return 0;
    if (kOthers.find(source.bytes()[*start]) == std::string_view::npos)
      return next;
  }
}

class Places {
public:
  Places(const SourceText& source, const SyntaxTree& tree) : source_(source), tree_(tree) {}

  /// Behind what must come first in a module.
  Result<Place> first() const {
    std::size_t headerEnd = 0;
    bool mayBeDocstring = true;
    for (const auto& statement : namedChildren(tree_.root())) {
      const auto kind = kindOf(statement);
      if (kind == Kind::Comment)
        continue;
      if (kind == Kind::FutureImport || (mayBeDocstring && isDocstring(statement))) {
        headerEnd = endOf(statement);
        mayBeDocstring = false;
        continue;
      }
      mayBeDocstring = false;
      const auto start = source_.lineStart(startOf(statement));
      const auto before = source_.bytes().substr(start, startOf(statement) - start);
      if (start >= headerEnd && before.find_first_not_of('\f') == std::string_view::npos &&
          kind != Kind::Error)
        return Place{start, ""};
    }
    return badLine("no statement to put the hook before; name a line");
  }

  Result<Place> atLine(std::size_t line) const {
    const auto start = startOfLine(source_, line);
    if (!start)
      return badLine("there is no line " + std::to_string(line));
    std::optional<TSNode> best;
    std::size_t next = 0;
    findStatement(tree_.root(), *start, source_.lineEnd(*start), best, next, 0);
    if (!best) {
      if (next == 0)
        next = nextAtTop(source_, line);
      std::string why = "no statement starts on line " + std::to_string(line);
      if (next > 0)
        why += "; the next one starts on line " + std::to_string(next);
      return badLine(why);
    }
    if (startOf(*best) < headerEnd())
      return badLine("line " + std::to_string(line) +
                     ": the docstring and the __future__ imports must come first");
    return Place{*start, std::string(source_.bytes().substr(*start, startOf(*best) - *start))};
  }

private:
  static bool isDocstring(TSNode statement) {
    const auto children = namedChildren(statement);
    return kindOf(statement) == Kind::ExpressionStatement && children.size() == 1 &&
           (kindOf(children[0]) == Kind::String ||
            std::string_view(ts_node_type(children[0])) == "concatenated_string");
  }

  std::size_t headerEnd() const {
    std::size_t end = 0;
    for (const auto& statement : namedChildren(tree_.root()))
      if (kindOf(statement) == Kind::FutureImport || (end == 0 && isFirstDocstring(statement)))
        end = endOf(statement);
    return end;
  }

  bool isFirstDocstring(TSNode statement) const {
    for (const auto& one : namedChildren(tree_.root()))
      if (kindOf(one) != Kind::Comment)
        return ts_node_eq(one, statement) && isDocstring(statement);
    return false;
  }

  /// The statement that is first on the line [start, end), and the line of the next after it.
  void findStatement(TSNode node, std::size_t start, std::size_t end, std::optional<TSNode>& best,
                     std::size_t& next, int depth) const {
    constexpr int kMaxDepth = 200; // blocks; Python allows 100
    const auto kind = kindOf(node);
    const bool isBlock = kind == Kind::Block || depth == 0; // the module itself
    for (const auto& child : namedChildren(node)) {
      if (endOf(child) <= start || best || depth > kMaxDepth)
        continue;
      const auto childKind = kindOf(child);
      // A case is a part of its match, though it stands in a block.
      if (isBlock && childKind != Kind::Comment && childKind != Kind::CaseClause) {
        const auto at = startOf(child);
        if (at >= end) {
          if (next == 0)
            next = source_.position(at).line;
          return;
        }
        if (childKind != Kind::Error && at >= start &&
            isBlank(source_.bytes().substr(start, at - start))) {
          best = child;
          return;
        }
      }
      findStatement(child, start, end, best, next, depth + 1);
    }
  }

  const SourceText& source_;
  const SyntaxTree& tree_;
};

struct ParsedText {
  SourceText source;
  SyntaxTree tree;
};

/// All of the text; of one that is too large for that, what is at the top level and the function or
/// method around line `line`.
Result<ParsedText> parsed(std::string_view text, Decoding decoding,
                          std::optional<std::size_t> line = std::nullopt) {
  auto source = SourceText::of(text, decoding);
  if (!source)
    return source.error();
  auto tree = SyntaxTree::of(source->code());
  if (!tree) {
    const auto kept = line ? startOfLine(*source, *line) : std::nullopt;
    tree = SyntaxTree::of(source->code(), outlineOf(source->code(), Words({}), kept).ranges);
  }
  if (!tree)
    return Error{ErrorCode::InvalidArgument, "is too large to be parsed at once"};
  return ParsedText{std::move(*source), std::move(*tree)};
}

/// Whether the text without the hook is the text as it was: the promise is not left to reasoning.
bool isReversible(std::string_view text, const std::vector<TextEdit>& edits, Decoding decoding) {
  const auto after = edited(text, edits);
  const auto found = hooksIn(after, decoding);
  if (!found)
    return false;
  return std::any_of(found->begin(), found->end(), [&](const Hook& hook) {
    return hook.problem.empty() && edited(after, {{hook.start, hook.end, ""}}) == text;
  });
}

Result<std::string> hookedText(const Path& file, const OpenDocuments& documents) {
  if (const auto document = documents.find(file); document != documents.end())
    return std::string(document->second);
  return readFile(file);
}

/// A data file can look like Python, too: `{}`, `key = 1`.
bool isPython(const Path& file, std::string_view content) {
  const auto name = file.filename().string();
  return hasPythonExtension(name) || name.ends_with(".wsgi") || hasPythonShebang(content);
}

Error inFile(const Error& error, const std::string& path) {
  return {error.code, path + ": " + error.message};
}

} // namespace

Result<std::vector<TextEdit>> hookEdits(std::string_view text, std::optional<std::size_t> line,
                                        const DebugServer& server, const Path& bootstrap,
                                        Decoding decoding) {
  const auto checked = checkedServer(server);
  if (!checked)
    return checked.error();
  const auto source = parsed(text, decoding, line);
  if (!source)
    return source.error();
  const auto kind = line ? HookKind::Here : HookKind::Auto;
  std::vector<TextEdit> edits;
  for (const auto& hook : foundHooks(source->source, source->tree)) {
    const bool isSame = line ? hook.isAtLine && hook.line == *line : !hook.isAtLine;
    if (!isSame && hook.problem.empty())
      continue;
    if (!hook.problem.empty())
      return badLine("line " + std::to_string(hook.line) + ": " + hook.problem);
    const auto first = text.substr(hook.start);
    const auto indentation = first.substr(0, first.find_first_not_of(" \t\f"));
    auto wanted =
        hookText(kind, *checked, bootstrap.string(), indentation, source->source.newline());
    if (wanted != text.substr(hook.start, hook.end - hook.start))
      edits.push_back({hook.start, hook.end, std::move(wanted)});
    return edits;
  }
  const Places places(source->source, source->tree);
  const auto place = line ? places.atLine(*line) : places.first();
  if (!place)
    return place.error();
  edits.push_back(
      {place->offset, place->offset,
       hookText(kind, *checked, bootstrap.string(), place->indentation, source->source.newline())});
  if (!isReversible(text, edits, decoding))
    return badLine("the hook could not be taken out of this text again");
  return edits;
}

Result<TextEditPlan> unhookEdits(std::string_view text, std::optional<std::size_t> line,
                                 Decoding decoding, const HookFilter& only) {
  const auto hooks = hooksIn(text, decoding);
  if (!hooks)
    return hooks.error();
  TextEditPlan plan;
  for (const auto& hook : *hooks) {
    if ((line && *line != hook.line) || !only.takes(hook))
      continue;
    if (!hook.problem.empty())
      plan.refused.push_back({"", hook.line, "", hook.problem});
    else
      plan.edits.push_back({hook.start, hook.end, ""});
  }
  return plan;
}

Result<std::vector<Hook>> hooksIn(std::string_view text, Decoding decoding) {
  if (!mayHoldHooks(text))
    return std::vector<Hook>();
  const auto source = parsed(text, decoding);
  if (!source)
    return source.error();
  return foundHooks(source->source, source->tree);
}

Result<HookPlan> hookOn(const Path& root, const Path& file, std::optional<std::size_t> line,
                        const DebugServer& server, const OpenDocuments& documents) {
  std::error_code failed;
  const auto resolved = std::filesystem::canonical(file, failed);
  if (failed)
    return systemError("cannot hook", file, failed.value());
  const auto path = shownPath(resolved.string(), root);
  const auto content = hookedText(resolved, documents);
  if (!content)
    return content.error();
  if (!documents.contains(resolved) && !isPython(resolved, *content))
    return Error{ErrorCode::InvalidArgument,
                 path + ": is no Python source: its name ends in none of .py, .pyw and .wsgi, and "
                        "its first line names no Python (#!/usr/bin/env python3)"};
  const auto decoding = documents.contains(resolved) ? Decoding::Utf8 : Decoding::AsPythonDoes;
  const auto edits =
      hookEdits(*content, line, server, dataFolder() / "pydev-templates/bootstrap", decoding);
  if (!edits)
    return inFile(edits.error(), path);
  HookPlan plan;
  plan.changes = {"hook " + path,
                  {path == resolved.string() ? resolved.parent_path() : root},
                  {{resolved, *content, edited(*content, *edits)}}};
  plan.changes = minimal(std::move(plan.changes));
  const auto hooks = hooksIn(edited(*content, *edits), decoding);
  if (!hooks)
    return inFile(hooks.error(), path);
  for (const auto& edit : *edits)
    for (auto hook : *hooks)
      if (hook.start == edit.start) {
        hook.path = path;
        plan.hooks.push_back(std::move(hook));
      }
  return plan;
}

Result<HookPlan> hookOff(const Path& root, const Path& file, std::optional<std::size_t> line,
                         const OpenDocuments& documents, const HookFilter& only) {
  std::error_code failed;
  const auto resolved = std::filesystem::canonical(file, failed);
  if (failed)
    return systemError("cannot unhook", file, failed.value());
  const auto path = shownPath(resolved.string(), root);
  const auto content = hookedText(resolved, documents);
  if (!content)
    return content.error();
  const auto decoding = documents.contains(resolved) ? Decoding::Utf8 : Decoding::AsPythonDoes;
  const auto edits = unhookEdits(*content, line, decoding, only);
  const auto hooks = hooksIn(*content, decoding);
  if (!edits)
    return inFile(edits.error(), path);
  if (!hooks)
    return inFile(hooks.error(), path);
  HookPlan plan;
  plan.refused = edits->refused;
  for (auto& refusal : plan.refused)
    refusal.path = path;
  for (auto hook : *hooks)
    if (hook.problem.empty() && (!line || *line == hook.line) && only.takes(hook)) {
      hook.path = path;
      plan.hooks.push_back(std::move(hook));
    }
  plan.changes = minimal({"unhook " + path,
                          {path == resolved.string() ? resolved.parent_path() : root},
                          {{resolved, *content, edited(*content, edits->edits)}}});
  return plan;
}

Result<HookPlan> hookStatus(const ScanOptions& options) {
  struct Found {
    std::vector<std::pair<std::string, std::vector<Hook>>> files;
    std::vector<std::string> warnings;
  };
  std::array<Found, kSourceThreads> found;
  const auto root = canonicalRoot(options.root);
  SourceReader reader;
  reader.source = [&](std::size_t thread, const ReadSource& source) {
    if (!mayHoldHooks(source.content) || !source.isTaken())
      return false;
    const auto path = shownPath(source.path, root);
    auto hooks = hooksIn(source.content, source.decoding);
    if (!hooks)
      found[thread].warnings.push_back(path + ": " + hooks.error().message);
    else
      found[thread].files.emplace_back(path, std::move(*hooks));
    return true;
  };
  reader.warning = [&](std::size_t thread, const std::string& warning) {
    found[thread].warnings.push_back(warning);
  };
  if (auto read = readSources(options, reader); !read)
    return read.error();
  HookPlan plan;
  for (auto& one : found) {
    plan.warnings.insert(plan.warnings.end(), one.warnings.begin(), one.warnings.end());
    for (auto& [path, hooks] : one.files)
      for (auto& hook : hooks) {
        hook.path = path;
        plan.hooks.push_back(std::move(hook));
      }
  }
  std::sort(plan.hooks.begin(), plan.hooks.end(), [](const Hook& a, const Hook& b) {
    return std::pair(a.path, a.start) < std::pair(b.path, b.start);
  });
  std::sort(plan.warnings.begin(), plan.warnings.end());
  return plan;
}

} // namespace stackdev
