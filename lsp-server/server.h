// The state of one client, on which the handlers work, and the table of methods. One thread; what
// is worked at elsewhere gets a Query.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client.h"
#include "client_capabilities.h"
#include "dispatcher.h"
#include "document_store.h"
#include "query.h"
#include "settings.h"
#include "stack_cache.h"

namespace stackdev::lsp {

struct Server {
  Client& client;
  ClientCapabilities can = {};
  DocumentStore documents = {};
  std::vector<std::filesystem::path> folders = {}; // of the workspace
  Settings firstSettings = {};                     // of initialize
  Settings settings = {};
  std::shared_ptr<StackCache> stacks = std::make_shared<StackCache>();
  std::optional<int> parentProcess = std::nullopt; // that the client named
  /// What its code lenses were made of when each document was last looked at, by key.
  std::map<std::string, std::string> lenses = {};
  /// Finds out what is wrong in a document, by its key, and tells the client; not now.
  std::function<void(const std::string& key)> analyse = {};
  /// Watches the folders of the workspace and of the documents, if the client does not.
  std::function<void()> watch = {};

  Query query(std::shared_ptr<const std::atomic<bool>> cancelled) const {
    return {documents.snapshot(), foldersThere(), can, settings, stacks, std::move(cancelled)};
  }

  /// Without those that are gone, or not made yet.
  std::vector<std::filesystem::path> foldersThere() const;

  /// Something that findings depend on has changed: files, settings.
  void forgetFindings();
};

/// Every method that the server knows.
Dispatcher methods();

} // namespace stackdev::lsp
