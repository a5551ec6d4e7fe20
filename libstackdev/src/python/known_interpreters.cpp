#include "python/known_interpreters.h"

#include <boost/json.hpp>

#include <sys/stat.h>

namespace stackdev {
namespace {

namespace json = boost::json;

void addStamp(const std::filesystem::path& path, std::string& stamp) {
  struct stat info {};
  const bool there = ::stat(path.c_str(), &info) == 0;
  for (const auto number :
       {static_cast<long>(there), static_cast<long>(info.st_ino), static_cast<long>(info.st_size),
        static_cast<long>(info.st_mtim.tv_sec), static_cast<long>(info.st_mtim.tv_nsec)})
    stamp += std::to_string(number) + " ";
}

/// Changes when the program is replaced or a folder of its path gains or loses an entry, such as a
/// .pth file that would lengthen the path.
std::string stampOf(const Interpreter& interpreter) {
  std::string stamp;
  addStamp(interpreter.executable, stamp);
  for (const auto& folder : interpreter.path)
    addStamp(folder, stamp);
  addStamp(interpreter.executable.parent_path().parent_path() / "pyvenv.cfg", stamp);
  return stamp;
}

std::vector<std::string> stringsOf(const json::value& value) {
  std::vector<std::string> strings;
  for (const auto& item : value.as_array())
    strings.emplace_back(item.as_string());
  return strings;
}

} // namespace

KnownInterpreters KnownInterpreters::decoded(std::string_view bytes) {
  KnownInterpreters known;
  boost::system::error_code error;
  const auto document = json::parse(bytes, error);
  if (error)
    return known;
  try {
    for (const auto& [path, value] : document.as_object()) {
      const auto& fields = value.as_object();
      known.entries_[std::string(path)] = {
          {fields.at("name").as_string().c_str(), std::string(path),
           fields.at("version").as_string().c_str(), stringsOf(fields.at("path")),
           stringsOf(fields.at("builtins"))},
          fields.at("stamp").as_string().c_str()};
    }
  } catch (const std::exception&) {
    return {};
  }
  return known;
}

std::string KnownInterpreters::encoded() const {
  json::object document;
  for (const auto& [path, entry] : entries_)
    document[path.string()] = json::object{
        {"name", entry.interpreter.name},
        {"version", entry.interpreter.version},
        {"path", json::array(entry.interpreter.path.begin(), entry.interpreter.path.end())},
        {"builtins",
         json::array(entry.interpreter.builtins.begin(), entry.interpreter.builtins.end())},
        {"stamp", entry.stamp}};
  return json::serialize(document);
}

const Interpreter* KnownInterpreters::find(const std::filesystem::path& executable) const {
  const auto entry = entries_.find(executable);
  if (entry == entries_.end() || entry->second.stamp != stampOf(entry->second.interpreter))
    return nullptr;
  return &entry->second.interpreter;
}

void KnownInterpreters::remember(const Interpreter& interpreter) {
  entries_[interpreter.executable] = {interpreter, stampOf(interpreter)};
  changed_ = true;
}

} // namespace stackdev
