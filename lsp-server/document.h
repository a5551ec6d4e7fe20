// One open document, and what is wrong in it. Immutable: a change makes another one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <stackdev/debug_safe.h>
#include <stackdev/doctor.h>
#include <stackdev/hook.h>
#include <stackdev/manifest.h>
#include <stackdev/result.h>
#include <stackdev/scan.h>

#include "positions.h"
#include "protocol/text.h"

namespace stackdev::lsp {

enum class DocumentKind { Python, Manifest, Other };

/// What the library says of a text. Of a kind that does not fit the document there is nothing.
struct Findings {
  std::vector<PatchCall> calls;
  std::vector<DebugSafeEdit> edits;
  std::vector<Hook> hooks;
  std::vector<ManifestProblem> manifestProblems;
  std::vector<TextFinding> traps;
  std::string problem; // why there is nothing of Python's; "" if it was read
};

class Document;
/// By DocumentStore's key. Shared with the requests that are worked at, which see the documents as
/// they were when they came.
using Documents = std::map<std::string, std::shared_ptr<const Document>>;

class Document {
public:
  Document(std::string uri, DocumentKind kind, std::int32_t version,
           std::shared_ptr<const std::string> text);

  const std::string& uri() const { return uri_; }             // as the client wrote it
  const std::filesystem::path& path() const { return path_; } // without symbolic links
  bool isFile() const { return isFile_; }                     // else path() only looks like one
  DocumentKind kind() const { return kind_; }
  std::int32_t version() const { return version_; }
  const std::string& text() const { return *text_; }

  /// Computed when first asked for; any thread.
  const Findings& findings(const Documents& documents,
                           const std::function<std::vector<Preset>()>& presets) const;

  /// The document after changes, with their version. A range may be written backwards.
  std::shared_ptr<const Document>
  changed(const std::vector<TextDocumentContentChangeEvent>& changes, std::int32_t version,
          PositionEncoding encoding) const;

  /// The same text with nothing found yet: another file that it depends on was changed.
  std::shared_ptr<const Document> unread() const;

  /// The same document with another text.
  Document(const Document& before, std::int32_t version, std::shared_ptr<const std::string> text);

private:
  Findings found(const Documents& documents, const std::vector<Preset>& presets) const;

  std::string uri_;
  std::filesystem::path path_;
  bool isFile_;
  DocumentKind kind_;
  std::int32_t version_;
  std::shared_ptr<const std::string> text_;
  mutable std::mutex mutex_;
  mutable std::optional<Findings> findings_;
};

/// The one whose file is at `path`, a real one; null if none is.
std::shared_ptr<const Document> documentAt(const Documents& documents,
                                           const std::filesystem::path& path);

/// The documents that are files, for the library.
OpenDocuments openDocuments(const Documents& documents);

} // namespace stackdev::lsp
