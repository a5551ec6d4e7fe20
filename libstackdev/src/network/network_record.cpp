#include "network/network_record.h"

#include <array>

#include <boost/json.hpp>

#include "support/file.h"

namespace stackdev {
namespace {

namespace json = boost::json;
using Phase = NetworkRecord::Phase;

constexpr std::array<std::pair<Phase, std::string_view>, 3> kPhases = {
    {{Phase::Trial, "trial"}, {Phase::Kept, "kept"}, {Phase::Leaving, "leaving"}}};

constexpr std::array<std::pair<NetworkMethod, std::string_view>, 3> kMethods = {
    {{NetworkMethod::Iproute2, "iproute2"},
     {NetworkMethod::NetworkManager, "networkmanager"},
     {NetworkMethod::Ifcfg, "ifcfg"}}};

json::array arrayOf(const std::vector<std::string>& texts) {
  return json::array(texts.begin(), texts.end());
}

json::value contentOf(const std::optional<std::string>& content) {
  return content ? json::value(*content) : json::value(nullptr);
}

json::object encodedFiles(const ChangeSet& changes) {
  json::array places;
  for (const auto& place : changes.places)
    places.push_back(json::string(place.string()));
  json::array files;
  for (const auto& file : changes.files)
    files.push_back(json::object{{"path", file.path.string()},
                                 {"before", contentOf(file.before)},
                                 {"after", contentOf(file.after)},
                                 {"private", file.mode == FileMode::Private}});
  return {{"title", changes.title}, {"places", std::move(places)}, {"files", std::move(files)}};
}

json::array encodedCommands(const std::vector<NetworkCommand>& commands) {
  json::array encoded;
  for (const auto& command : commands)
    encoded.push_back(json::object{{"program", command.program},
                                   {"arguments", arrayOf(command.arguments)},
                                   {"batch", arrayOf(command.batch)}});
  return encoded;
}

// The decoding functions throw what Boost.JSON throws; decodedNetworkRecord() catches it.

std::string textOf(const json::value& value) {
  return std::string(value.as_string());
}

std::vector<std::string> textsOf(const json::value& value) {
  std::vector<std::string> texts;
  for (const auto& text : value.as_array())
    texts.push_back(textOf(text));
  return texts;
}

std::optional<std::string> contentOf(const json::value& value) {
  return value.is_null() ? std::nullopt : std::optional(textOf(value));
}

ChangeSet filesOf(const json::value& value) {
  ChangeSet changes{textOf(value.at("title")), {}, {}};
  for (const auto& place : textsOf(value.at("places")))
    changes.places.emplace_back(place);
  for (const auto& file : value.at("files").as_array())
    changes.files.push_back({textOf(file.at("path")), contentOf(file.at("before")),
                             contentOf(file.at("after")),
                             file.at("private").as_bool() ? FileMode::Private : FileMode::Regular});
  return changes;
}

std::vector<NetworkCommand> commandsOf(const json::value& value) {
  std::vector<NetworkCommand> commands;
  for (const auto& command : value.as_array())
    commands.push_back({textOf(command.at("program")), textsOf(command.at("arguments")),
                        textsOf(command.at("batch"))});
  return commands;
}

Phase phaseOf(const std::string& name) {
  for (const auto& [phase, known] : kPhases)
    if (known == name)
      return phase;
  throw boost::system::system_error(json::error::not_found);
}

} // namespace

std::string_view nameOf(NetworkMethod method) {
  for (const auto& [known, name] : kMethods)
    if (known == method)
      return name;
  return {};
}

std::optional<NetworkMethod> networkMethodNamed(std::string_view name) {
  for (const auto& [method, known] : kMethods)
    if (known == name)
      return method;
  return std::nullopt;
}

std::string bootId() {
  const auto id = readFile("/proc/sys/kernel/random/boot_id");
  return id ? *id : std::string();
}

std::filesystem::path networkRecordFile(const std::filesystem::path& stateFolder) {
  return stateFolder / "network.json";
}

std::string encoded(const NetworkRecord& record) {
  std::string_view phase;
  for (const auto& [known, name] : kPhases)
    if (known == record.phase)
      phase = name;
  return json::serialize(json::object{{"version", 1},
                                      {"phase", phase},
                                      {"name", record.name},
                                      {"boot", record.boot},
                                      {"bridge", record.bridge},
                                      {"hadBridge", record.hadBridge},
                                      {"interface", record.interface},
                                      {"address", record.address},
                                      {"lent", arrayOf(record.lent)},
                                      {"gateway", record.gateway},
                                      {"method", nameOf(record.method)},
                                      {"trial", encodedFiles(record.trial)},
                                      {"files", encodedFiles(record.files)},
                                      {"settle", encodedCommands(record.settle)},
                                      {"takeBack", encodedCommands(record.takeBack)},
                                      {"lastResort", encodedCommands(record.lastResort)}}) +
         "\n";
}

Result<NetworkRecord> decodedNetworkRecord(std::string_view bytes) {
  try {
    json::parse_options options;
    options.allow_invalid_utf8 = true; // files of the machine have whatever bytes they have
    const auto value = json::parse(bytes, {}, options);
    const auto method = networkMethodNamed(textOf(value.at("method")));
    if (value.at("version").as_int64() != 1 || !method)
      return Error{ErrorCode::Protocol, "was written by another version of stackdev"};
    return NetworkRecord{phaseOf(textOf(value.at("phase"))), textOf(value.at("name")),
                         textOf(value.at("boot")),           textOf(value.at("bridge")),
                         value.at("hadBridge").as_bool(),    textOf(value.at("interface")),
                         textOf(value.at("address")),        textsOf(value.at("lent")),
                         textOf(value.at("gateway")),        *method,
                         filesOf(value.at("trial")),         filesOf(value.at("files")),
                         commandsOf(value.at("settle")),     commandsOf(value.at("takeBack")),
                         commandsOf(value.at("lastResort"))};
  } catch (const std::exception& error) {
    return Error{ErrorCode::Protocol, std::string("is damaged: ") + error.what()};
  }
}

Result<std::optional<StoredNetworkRecord>>
storedNetworkRecord(const std::filesystem::path& stateFolder) {
  const auto file = networkRecordFile(stateFolder);
  auto bytes = readFileIfThere(file);
  if (!bytes)
    return bytes.error();
  if (!*bytes)
    return std::nullopt;
  auto record = decodedNetworkRecord(**bytes);
  if (!record)
    return Error{record.error().code, file.string() + " " + record.error().message +
                                          ".\nSee how the network is with `ip address`, mend it by "
                                          "hand, then delete the file."};
  return StoredNetworkRecord{std::move(*record), std::move(**bytes)};
}

} // namespace stackdev
