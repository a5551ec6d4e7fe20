// The state folder's file of known facts: JSON, read leniently, since it can be found anew.
#include "project/facts.h"

#include <boost/json.hpp>

#include "support/utf8.h"

namespace stackdev {
namespace {

namespace json = boost::json;

constexpr int kVersion = 1;

json::array arrayOf(const std::vector<std::string>& values) {
  return json::array(values.begin(), values.end());
}

std::vector<std::string> stringsOf(const json::value& value) {
  std::vector<std::string> strings;
  for (const auto& item : value.as_array())
    strings.emplace_back(item.as_string());
  return strings;
}

/// Every list of RepositoryFacts with its name in the file.
template <class Facts, class Visit>
void forLists(Facts& facts, const Visit& visit) {
  visit("pythonFolders", facts.pythonFolders);
  visit("packageFolders", facts.packageFolders);
  visit("mainModules", facts.mainModules);
  visit("scripts", facts.scripts);
  visit("manageFiles", facts.manageFiles);
  visit("settingsFolders", facts.settingsFolders);
  visit("testFolders", facts.testFolders);
  visit("topModules", facts.topModules);
  visit("configurations", facts.configurations);
  visit("imports", facts.imports);
  visit("pasteModules", facts.pasteModules);
  visit("nested", facts.nested);
  visit("requirements", facts.packaging.requirements);
  visit("installedScripts", facts.packaging.scripts);
  visit("packageRoots", facts.packaging.packageRoots);
}

json::object objectOf(const KnownFacts::Entry& entry) {
  json::object object;
  object["first"] = entry.fingerprint.first;
  object["second"] = entry.fingerprint.second;
  object["newest"] = entry.fingerprint.newest;
  forLists(entry.facts, [&](const char* name, const auto& list) { object[name] = arrayOf(list); });
  object["distribution"] = entry.facts.packaging.distribution;
  object["manageSettings"] = entry.facts.manageSettings;
  object["python2"] = entry.facts.python2;
  json::array entryPoints;
  for (const auto& point : entry.facts.packaging.entryPoints)
    entryPoints.push_back(
        json::array{static_cast<int>(point.kind), point.name, point.module, point.function});
  object["entryPoints"] = std::move(entryPoints);
  return object;
}

KnownFacts::Entry entryOf(const json::object& object) {
  KnownFacts::Entry entry;
  entry.fingerprint.first = object.at("first").to_number<std::uint64_t>();
  entry.fingerprint.second = object.at("second").to_number<std::uint64_t>();
  entry.fingerprint.newest = object.at("newest").to_number<std::int64_t>();
  forLists(entry.facts, [&](const char* name, auto& list) { list = stringsOf(object.at(name)); });
  entry.facts.packaging.distribution = object.at("distribution").as_string().c_str();
  entry.facts.manageSettings = object.at("manageSettings").as_string().c_str();
  entry.facts.python2 = object.at("python2").as_bool();
  for (const auto& item : object.at("entryPoints").as_array()) {
    const auto& fields = item.as_array();
    entry.facts.packaging.entryPoints.push_back(
        {static_cast<ScriptEntryPoint::Kind>(fields.at(0).as_int64()),
         fields.at(1).as_string().c_str(), fields.at(2).as_string().c_str(),
         fields.at(3).as_string().c_str()});
  }
  return entry;
}

} // namespace

void keepUtf8(RepositoryFacts& facts) {
  const auto isOdd = [](const std::string& text) { return !isUtf8(text); };
  forLists(facts, [&](const char*, auto& list) { std::erase_if(list, isOdd); });
  std::erase_if(facts.packaging.entryPoints, [&](const ScriptEntryPoint& point) {
    return isOdd(point.name) || isOdd(point.module) || isOdd(point.function);
  });
  if (isOdd(facts.packaging.distribution))
    facts.packaging.distribution.clear();
}

KnownFacts decodedFacts(std::string_view bytes) {
  boost::system::error_code error;
  const auto document = json::parse(bytes, error);
  KnownFacts known;
  if (error)
    return known;
  try {
    const auto& object = document.as_object();
    if (object.at("version").as_int64() != kVersion)
      return known;
    for (const auto& [path, entry] : object.at("repositories").as_object())
      known.repositories.emplace(path, entryOf(entry.as_object()));
  } catch (const std::exception&) {
    return {};
  }
  return known;
}

std::string encodedFacts(const KnownFacts& known) {
  json::object repositories;
  for (const auto& [path, entry] : known.repositories)
    repositories[path] = objectOf(entry);
  return json::serialize(
      json::object{{"version", kVersion}, {"repositories", std::move(repositories)}});
}

} // namespace stackdev
