// JSON as bytes: read within limits, written in ASCII.
#pragma once

#include <string>
#include <string_view>

#include <boost/json.hpp>

#include <stackdev/result.h>

namespace stackdev::lsp {

inline constexpr std::size_t kMaxDepth = 64;

/// Errors: Protocol. A surrogate without its other half, which an editor's buffer may well hold,
/// becomes U+FFFD; a number out of range the largest there is.
Result<boost::json::value> parsedJson(std::string_view text);

/// ASCII only: some clients read their server's output in the locale's encoding. Bytes that are no
/// UTF-8, from names of files, become U+FFFD.
std::string asciiJson(const boost::json::value& value);

} // namespace stackdev::lsp
