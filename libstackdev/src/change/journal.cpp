#include "change/journal.h"

#include <charconv>

#include <boost/json.hpp>

namespace stackdev {
namespace {

namespace json = boost::json;

constexpr std::string_view kMagic = "stackdev-journal 1\n";

json::array pathArray(const std::vector<std::filesystem::path>& paths) {
  json::array array;
  for (const auto& path : paths)
    array.emplace_back(path.string());
  return array;
}

std::vector<std::filesystem::path> pathsOf(const json::value& value) {
  std::vector<std::filesystem::path> paths;
  for (const auto& item : value.as_array())
    paths.emplace_back(std::string(item.as_string()));
  return paths;
}

json::object headerOf(const Journal& journal) {
  json::array entries;
  for (const auto& entry : journal.entries) {
    json::object object{{"path", entry.path.string()},
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
    entry.path = std::string(fields.at("path").as_string());
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
