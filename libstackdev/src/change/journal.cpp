#include "change/journal.h"

#include <charconv>

#include <boost/json.hpp>

#include "support/utf8.h"

namespace stackdev {
namespace {

namespace json = boost::json;

constexpr std::string_view kMagic = "stackdev-journal 1\n";
constexpr std::string_view kHex = "hex:";

/// Paths are bytes and JSON is UTF-8: a path that is none is written as "hex:" and its bytes. All
/// paths are absolute, so none begins so itself.
std::string pathText(const std::filesystem::path& path) {
  const auto& bytes = path.native();
  if (isUtf8(bytes))
    return bytes;
  std::string text(kHex);
  for (const char byte : bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    text += kDigits[static_cast<unsigned char>(byte) >> 4U];
    text += kDigits[static_cast<unsigned char>(byte) & 15U];
  }
  return text;
}

/// Throws if the digits are none.
std::filesystem::path pathOf(const json::value& value) {
  const std::string_view text = value.as_string();
  if (!text.starts_with(kHex))
    return text;
  std::string bytes;
  for (auto at = kHex.size(); at < text.size(); at += 2) {
    unsigned char byte = 0;
    const auto digits = text.substr(at, 2);
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
    if (read.ptr != digits.data() + 2)
      throw std::invalid_argument("not hexadecimal");
    bytes += static_cast<char>(byte);
  }
  return bytes;
}

json::array pathArray(const std::vector<std::filesystem::path>& paths) {
  json::array array;
  for (const auto& path : paths)
    array.emplace_back(pathText(path));
  return array;
}

std::vector<std::filesystem::path> pathsOf(const json::value& value) {
  std::vector<std::filesystem::path> paths;
  for (const auto& item : value.as_array())
    paths.push_back(pathOf(item));
  return paths;
}

json::object headerOf(const Journal& journal) {
  json::array entries;
  for (const auto& entry : journal.entries) {
    json::object object{{"path", pathText(entry.path)},
                        {"temporary", entry.temporary},
                        {"mode", static_cast<int>(entry.mode)}};
    if (entry.before)
      object["beforeSize"] = entry.before->size();
    if (entry.afterHash)
      object["afterHash"] = *entry.afterHash;
    entries.push_back(std::move(object));
  }
  json::object header{{"title", journal.title},
                      {"time", journal.time},
                      {"remembered", journal.remembered},
                      {"places", pathArray(journal.places)},
                      {"madeFolders", pathArray(journal.madeFolders)},
                      {"entries", std::move(entries)}};
  if (journal.undoes)
    header["undoes"] = *journal.undoes;
  return header;
}

/// Throws what Boost.JSON throws if a member is missing or of another type.
Journal journalOf(const json::value& header, std::string_view blobs) {
  Journal journal;
  const auto& object = header.as_object();
  journal.title = object.at("title").as_string().c_str();
  journal.time = object.at("time").as_string().c_str();
  journal.remembered = object.at("remembered").as_bool();
  journal.places = pathsOf(object.at("places"));
  journal.madeFolders = pathsOf(object.at("madeFolders"));
  if (const auto* undoes = object.if_contains("undoes"))
    journal.undoes = static_cast<int>(undoes->as_int64());
  for (const auto& item : object.at("entries").as_array()) {
    const auto& fields = item.as_object();
    JournalEntry entry;
    entry.path = pathOf(fields.at("path"));
    entry.temporary = fields.at("temporary").as_string().c_str();
    entry.mode = static_cast<FileMode>(fields.at("mode").as_int64());
    if (const auto* size = fields.if_contains("beforeSize")) {
      const auto length = size->to_number<std::size_t>();
      if (length > blobs.size())
        throw std::out_of_range("content is cut short");
      entry.before = std::string(blobs.substr(0, length));
      blobs.remove_prefix(length);
    }
    if (const auto* hash = fields.if_contains("afterHash"))
      entry.afterHash = hash->as_string().c_str();
    journal.entries.push_back(std::move(entry));
  }
  return journal;
}

} // namespace

std::string encoded(const Journal& journal) {
  const auto header = json::serialize(headerOf(journal));
  std::string bytes(kMagic);
  bytes += std::to_string(header.size()) + "\n" + header;
  for (const auto& entry : journal.entries)
    if (entry.before)
      bytes += *entry.before;
  return bytes;
}

Result<Journal> decodedJournal(std::string_view bytes) {
  const Error torn{ErrorCode::Io, "the journal is damaged"};
  if (!bytes.starts_with(kMagic))
    return torn;
  bytes.remove_prefix(kMagic.size());
  std::size_t length = 0;
  const auto [end, failed] = std::from_chars(bytes.data(), bytes.data() + bytes.size(), length);
  const auto digits = static_cast<std::size_t>(end - bytes.data());
  if (failed != std::errc() || digits >= bytes.size() || bytes[digits] != '\n')
    return torn;
  bytes.remove_prefix(digits + 1);
  if (length > bytes.size())
    return torn;
  boost::system::error_code error;
  const auto header = json::parse(bytes.substr(0, length), error);
  if (error)
    return torn;
  try {
    return journalOf(header, bytes.substr(length));
  } catch (const std::exception&) {
    return torn;
  }
}

} // namespace stackdev
