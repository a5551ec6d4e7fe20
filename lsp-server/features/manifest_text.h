// stackdev.toml as it is being written: its headers and keys, line by line. Unlike a parser it
// copes with what is half done.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace stackdev::lsp {

struct ManifestKey {
  std::string name;
  std::size_t start; // of the name, bytes
  std::size_t end;   // of what is assigned, which may be several lines
};

/// A header and the keys below it; the first has no header.
struct ManifestSection {
  std::string header;            // "[service.nova-api]"
  std::vector<std::string> path; // "service", "nova-api"
  std::size_t start;             // of the header
  std::size_t end;               // of what belongs to it
  std::vector<ManifestKey> keys;
};

/// At least one.
std::vector<ManifestSection> manifestSections(std::string_view text);

/// Names of the tables of one kind: of "repository", of "service".
std::vector<std::string> manifestNames(const std::vector<ManifestSection>& sections,
                                       std::string_view kind);

} // namespace stackdev::lsp
