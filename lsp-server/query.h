// What a request that is worked at on another thread sees of its client: everything as it was when
// the request came.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <stackdev/result.h>
#include <stackdev/scan.h>

#include "client_capabilities.h"
#include "document_store.h"
#include "settings.h"
#include "stack_cache.h"

namespace stackdev::lsp {

struct Query {
  std::shared_ptr<const Documents> documents;
  std::vector<std::filesystem::path> folders; // of the workspace
  ClientCapabilities can;
  Settings settings;
  std::shared_ptr<StackCache> stacks;
  std::shared_ptr<const std::atomic<bool>> cancelled;

  Result<std::shared_ptr<const Document>> document(const std::string& uri) const {
    return documentOf(*documents, uri);
  }

  /// The folder that a document's root is looked for from: of the workspace if it is below one.
  std::filesystem::path folderOf(const Document& document) const;

  /// Those of the manifest and the built-in ones, the one of the settings first.
  std::vector<Preset> presetsFor(const Document& document) const;

  const Findings& findingsIn(const Document& document) const {
    return document.findings(*documents, [&] { return presetsFor(document); });
  }
};

} // namespace stackdev::lsp
