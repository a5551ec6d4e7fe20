// What single values of configuration files fall into, for the checks and for what mends them.
#pragma once

#include <filesystem>
#include <string_view>

#include "doctor/examination.h"

namespace stackdev {

/// What a MySQL URL lacks that does not say its charset: "?charset=utf8"; "" for other values.
std::string_view missingCharset(std::string_view value);

/// Whether this machine's hosts file gives localhost an IPv6 address.
bool isLocalhostIpv6();

/// Where a host, or a URL's, is localhost; npos if none is.
std::size_t localhostIn(std::string_view value);

/// The address by which other nodes reach this one, if a file has one.
std::string_view addressForOthers(const Examination& examined);

/// A template of keystone's catalog.
bool isCatalog(const ConfigurationFile& file);

/// The host of the first URL in a text that leads to this machine: "localhost", "127.0.1.1"; a part
/// of the text, "" if there is none.
std::string_view loopbackHostIn(std::string_view value);

/// A setting of such a template that leads every node to itself.
bool leadsToItself(std::string_view name, std::string_view value);

/// The example that a missing file is made of; "" if it has none.
std::filesystem::path exampleOf(const std::filesystem::path& file);

/// Files that are missing, each with an example: `missing-configuration` that can be mended.
std::vector<std::filesystem::path> missingWithExample(const Examination& examined);

} // namespace stackdev
