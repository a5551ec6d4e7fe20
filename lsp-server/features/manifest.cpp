#include "features/manifest.h"

#include <algorithm>

#include <stackdev/manifest.h>

#include "features/manifest_text.h"

namespace stackdev::lsp {
namespace {

using Sections = std::vector<ManifestSection>;

/// The section that a place belongs to.
const ManifestSection& sectionAt(const Sections& sections, std::size_t at) {
  const ManifestSection* found = &sections.front();
  for (const auto& section : sections)
    if (section.start <= at)
      found = &section;
  return *found;
}

/// "service" for [service.nova-api]; "members" for [[group.all.members]].
std::string kindOf(const ManifestSection& section) {
  if (section.path.empty())
    return "";
  return section.path.size() > 2 ? section.path.back() : section.path.front();
}

/// The kinds of table that have names below them.
std::vector<std::string> namedKinds() {
  std::vector<std::string> kinds;
  for (const auto& key : manifestKeys(""))
    if (!manifestKeys("[" + key + ".x]").empty())
      kinds.push_back(key);
  return kinds;
}

/// What is typed so far at the cursor, and what is completed there.
struct Place {
  std::string_view line; // up to the cursor, without leading blanks
  std::size_t wordStart; // of the word that a completion replaces
  std::size_t wordEnd;   // the cursor
};

bool isWordCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_';
}

Place placeAt(std::string_view text, std::size_t at) {
  auto start = lineStart(text, at);
  while (start < at && (text[start] == ' ' || text[start] == '\t'))
    ++start;
  auto word = at;
  while (word > start && isWordCharacter(text[word - 1]))
    --word;
  return {text.substr(start, at - start), word, at};
}

struct Proposal {
  std::string label;
  CompletionItemKind kind;
  std::string text;
  std::string help;
};

void proposeHeaders(const Sections& sections, const Place& place, std::vector<Proposal>& all) {
  const auto inner = place.line.substr(place.line.find_last_of('[') + 1);
  const auto dot = inner.find('.');
  if (dot == std::string_view::npos) {
    for (const auto& kind : namedKinds())
      all.push_back(
          {kind, CompletionItemKind::Module, kind + ".", std::string(manifestHelp("", kind))});
    return;
  }
  if (inner.substr(0, dot) == "repository") // those that others refer to
    return;
  for (const auto& name : manifestNames(sections, "repository"))
    all.push_back({name, CompletionItemKind::Reference, name, "after the repository"});
}

void proposeKeys(const ManifestSection& section, std::vector<Proposal>& all) {
  for (const auto& key : manifestKeys(section.header)) {
    const bool isThere = std::any_of(section.keys.begin(), section.keys.end(),
                                     [&](const ManifestKey& one) { return one.name == key; });
    const bool isTable = section.header.empty() && !manifestKeys("[" + key + ".x]").empty();
    if (!isThere && !isTable)
      all.push_back({key, CompletionItemKind::Property, key + " = ",
                     std::string(manifestHelp(kindOf(section), key))});
  }
}

std::vector<std::string> valuesFor(const Sections& sections, const std::string& kind,
                                   std::string_view key) {
  if (key == "repository" || key == "references")
    return manifestNames(sections, "repository");
  if (key == "after" || key == "service" || key == "members")
    return manifestNames(sections, "service");
  if (kind == "preset" && key == "library")
    return {"eventlet", "gevent"};
  if (kind == "tests" && key == "runner")
    return {"unittest", "nose", "pytest"};
  return {};
}

/// Whether the end of `line` is within a string.
bool endsInString(std::string_view line) {
  char quote = 0;
  for (const char c : line)
    if (quote == 0 && (c == '"' || c == '\''))
      quote = c;
    else if (c == quote)
      quote = 0;
  return quote != 0;
}

/// Within the quotes if the cursor is in some, else with them.
void proposeValues(const Sections& sections, const ManifestSection& section, const Place& place,
                   std::string_view key, std::vector<Proposal>& all) {
  const bool isQuoted = endsInString(place.line);
  for (const auto& value : valuesFor(sections, kindOf(section), key))
    all.push_back({value, CompletionItemKind::Value, isQuoted ? value : '"' + value + '"', ""});
}

/// The key whose value the cursor is in: on its line, or on one that goes on with it.
std::string keyAt(const ManifestSection& section, const Place& place, std::size_t at) {
  const auto equals = place.line.find('=');
  for (const auto& key : section.keys)
    if (key.start <= at && at <= key.end && (equals != std::string_view::npos || key.start < at))
      return key.name;
  return {};
}

MarkupContent markup(const Query& query, const std::string& title, const std::string& text) {
  const bool isMarkdown = query.can.hoversMarkdown;
  return {isMarkdown ? "markdown" : "plaintext",
          (isMarkdown ? "**" + title + "**" : title) + (text.empty() ? "" : "\n\n" + text)};
}

std::string told(std::string_view what, const ManifestService& service) {
  std::string text(what);
  text += (service.repository.empty() ? ": " : " of " + service.repository + ": ");
  text += !service.program.empty()      ? service.program
          : !service.entryPoint.empty() ? service.entryPoint
          : !service.wsgi.empty()       ? service.wsgi
          : !service.script.empty()     ? service.script
                                        : "python -m " + service.module;
  for (const auto& argument : service.arguments)
    text += " " + argument;
  if (service.port)
    text += "\n\nListens on port " + std::to_string(*service.port) + ".";
  for (std::size_t i = 0; i < service.after.size(); ++i)
    text += (i == 0 ? "\n\nStarts after " : ", ") + service.after[i];
  return text;
}

std::string told(const ManifestRepository& repository) {
  std::string text = "Repository";
  for (std::size_t i = 0; i < repository.urls.size(); ++i)
    text += (i == 0 ? ", cloned from " : ", else ") + repository.urls[i];
  if (!repository.revision.empty())
    text += " at " + repository.revision;
  return text;
}

/// Of a table that has a name of its own.
std::string toldOf(const Manifest& manifest, std::string_view kind, std::string_view name) {
  for (const auto& service : manifest.services)
    if (kind == "service" && service.name == name)
      return told("Service", service);
  for (const auto& step : manifest.steps)
    if (kind == "step" && step.name == name)
      return told("Step", step);
  for (const auto& repository : manifest.repositories)
    if (kind == "repository" && repository.name == name)
      return told(repository);
  return std::string(manifestHelp("", kind));
}

} // namespace

Result<std::vector<CompletionItem>> completion(const Query& query,
                                               const DocumentPositionParams& params) {
  const auto document = query.document(params.textDocument.uri);
  if (!document)
    return document.error();
  std::vector<CompletionItem> items;
  if ((*document)->kind() != DocumentKind::Manifest)
    return items;
  const std::string_view text = (*document)->text();
  const auto at = offsetAt(text, params.position, query.can.encoding);
  const auto sections = manifestSections(text);
  const auto place = placeAt(text, at);
  const auto& section = sectionAt(sections, at);
  std::vector<Proposal> proposals;
  if (const auto key = keyAt(section, place, at); !key.empty())
    proposeValues(sections, section, place, key, proposals);
  else if (place.line.starts_with('['))
    proposeHeaders(sections, place, proposals);
  else if (!place.line.starts_with('#'))
    proposeKeys(section, proposals);
  const auto range = Positions(text, query.can.encoding).range(place.wordStart, place.wordEnd);
  for (auto& proposal : proposals) {
    const auto help = proposal.help.empty() ? std::nullopt : std::optional(proposal.help);
    items.push_back({std::move(proposal.label),
                     proposal.kind,
                     std::nullopt,
                     help,
                     {range, std::move(proposal.text)}});
  }
  return items;
}

Result<std::vector<DocumentSymbol>> documentSymbol(const Query& query,
                                                   const DocumentParams& params) {
  const auto document = query.document(params.textDocument.uri);
  if (!document)
    return document.error();
  std::vector<DocumentSymbol> symbols;
  if ((*document)->kind() != DocumentKind::Manifest)
    return symbols;
  const std::string_view text = (*document)->text();
  Positions positions(text, query.can.encoding);
  for (const auto& section : manifestSections(text)) {
    std::vector<DocumentSymbol> keys;
    for (const auto& key : section.keys) {
      if (key.name.empty()) // half written; a symbol needs a name
        continue;
      keys.push_back({key.name,
                      std::nullopt,
                      SymbolKind::Key,
                      positions.range(key.start, key.end),
                      positions.range(key.start, key.start + key.name.size()),
                      {}});
    }
    if (section.header.empty()) {
      symbols = std::move(keys);
      continue;
    }
    const auto kind = kindOf(section);
    const auto symbolKind = kind == "repository" ? SymbolKind::Namespace
                            : kind == "service"  ? SymbolKind::Event
                                                 : SymbolKind::Object;
    const auto name = section.path.size() > 1 ? section.path[1] : section.header;
    symbols.push_back({name.find_first_not_of(" \t") == std::string::npos ? section.header : name,
                       kind, symbolKind, positions.range(section.start, section.end),
                       positions.range(section.start, lineEnd(text, section.start)),
                       std::move(keys)});
  }
  return symbols;
}

std::optional<Hover> manifestHover(const Query& query, const Document& document, std::size_t at) {
  const std::string_view text = document.text();
  const auto sections = manifestSections(text);
  const auto& section = sectionAt(sections, at);
  Positions positions(text, query.can.encoding);
  const auto headerEnd = lineEnd(text, section.start);
  if (!section.header.empty() && at <= headerEnd && section.path.size() > 1)
    return Hover{markup(query, section.path[1],
                        toldOf(parsedManifest(text).manifest, section.path[0], section.path[1])),
                 positions.range(section.start, headerEnd)};
  for (const auto& key : section.keys) {
    const auto help = manifestHelp(kindOf(section), key.name);
    if (key.start <= at && at <= key.start + key.name.size() && !help.empty())
      return Hover{markup(query, key.name, std::string(help)),
                   positions.range(key.start, key.start + key.name.size())};
  }
  // The name of a service or a repository that a value mentions.
  auto start = at;
  auto end = at;
  while (start > 0 && isWordCharacter(text[start - 1]))
    --start;
  while (end < text.size() && isWordCharacter(text[end]))
    ++end;
  const auto word = text.substr(start, end - start);
  const auto manifest = parsedManifest(text).manifest;
  for (const auto* kind : {"service", "repository"})
    for (const auto& name : manifestNames(sections, kind))
      if (name == word)
        return Hover{markup(query, name, toldOf(manifest, kind, name)),
                     positions.range(start, end)};
  return std::nullopt;
}

} // namespace stackdev::lsp
