// Python texts as a caller hands them over.
#pragma once

#include <filesystem>
#include <map>
#include <string_view>

namespace stackdev {

/// What says how the bytes of a text are encoded.
enum class Decoding {
  AsPythonDoes, // byte order mark, coding cookie, else UTF-8: a file
  Utf8,         // an editor's buffer, whatever its cookie says
};

/// Texts that an editor holds and has not saved, by absolute path; they hide the files. UTF-8. The
/// caller keeps the texts.
using OpenDocuments = std::map<std::filesystem::path, std::string_view>;

} // namespace stackdev
