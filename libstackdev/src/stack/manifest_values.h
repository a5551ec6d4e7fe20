// What single values of a manifest must be like: paths, URLs, functions, names of variables and
// packages.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "stack/manifest_reader.h"

namespace stackdev {

/// A relative path that stays below `base`, which a problem names.
std::string belowString(ManifestTable& table, std::string_view key,
                        std::string_view base = "the repository");

void expectBelow(ManifestTable& table, std::string_view key, const std::string& path,
                 std::string_view base);

/// A folder below the repository, below another one ("{nova}/etc"), or an absolute one.
std::string folderString(ManifestTable& table, std::string_view key,
                         const std::set<std::string>& repositories);

/// Names of variables and what they are; a name becomes a word of the shell's under `env`.
std::vector<std::pair<std::string, std::string>> variables(ManifestTable& table,
                                                           std::string_view key);

/// They become arguments of apt-get and dnf.
std::vector<std::string> packageNames(ManifestTable& root, std::string_view key);

void expectFunction(ManifestTable& table, std::string_view key, const std::string& value);
void expectUrl(ManifestTable& table, std::string_view key, const std::string& url);

/// A password in an argument or a variable would be there for all to read.
void refuseSecrets(ManifestTable& table, const ManifestService& service);

} // namespace stackdev
