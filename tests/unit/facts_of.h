// The facts of a repository of these files.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "project/facts.h"
#include "temporary_folder.h"

namespace stackdev::test {

struct File {
  std::string path;
  std::string content;
};

inline FoundFacts factsOf(const TemporaryFolder& folder, const KnownFacts::Entry* known = nullptr) {
  auto found = repositoryFacts(folder.path(), known);
  EXPECT_TRUE(found) << found.error().message;
  return found ? std::move(*found) : FoundFacts();
}

inline RepositoryFacts factsOf(const std::vector<File>& files) {
  const TemporaryFolder folder;
  for (const auto& file : files)
    folder.write(file.path, file.content);
  return factsOf(folder).facts;
}

/// "a b .": the empty one is a dot.
inline std::string joined(const std::vector<std::string>& values) {
  std::string text;
  for (const auto& value : values)
    text += (text.empty() ? "" : " ") + (value.empty() ? std::string(".") : value);
  return text;
}

} // namespace stackdev::test
