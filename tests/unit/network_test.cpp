#include <stackdev/network.h>

#include <gtest/gtest.h>

#include "network/bridge_commands.h"
#include "network/connection_profiles.h"
#include "network/host_interfaces.h"
#include "network/ifcfg.h"
#include "network/network_record.h"
#include "network/take_back.h"
#include "temporary_folder.h"

namespace stackdev {
namespace {

// As iproute2 6.1 prints them, shortened.
constexpr const char* kAddresses = R"([
{"ifname":"lo","link_type":"loopback","address":"00:00:00:00:00:00",
 "addr_info":[{"family":"inet","local":"127.0.0.1","prefixlen":8,"scope":"host"}]},
{"ifname":"eth0","link_type":"ether","address":"52:54:00:12:34:56","addr_info":[
 {"family":"inet","local":"192.0.2.7","prefixlen":24,"broadcast":"192.0.2.255","scope":"global",
  "valid_life_time":4294967295,"preferred_life_time":4294967295},
 {"family":"inet6","local":"2001:db8::7","prefixlen":64,"scope":"global","dynamic":true,
  "valid_life_time":600,"preferred_life_time":300},
 {"family":"inet6","local":"fe80::1","prefixlen":64,"scope":"link"}]},
{"ifname":"tap0","link_type":"ether","master":"br0","linkinfo":{"info_kind":"tun"},"addr_info":[]},
{}])";
constexpr const char* kRoutes = R"([
{"dst":"default","gateway":"192.0.2.1","dev":"eth0","protocol":"static","metric":100,"flags":[]},
{"dst":"192.0.2.0/24","dev":"eth0","protocol":"kernel","scope":"link","prefsrc":"192.0.2.7","flags":[]},
{"dst":"198.51.100.1","dev":"eth0","scope":"link","flags":["onlink"]}])";

std::vector<HostInterface> interfaces() {
  return hostInterfacesOf(kAddresses, kRoutes, "[ ]\n").value();
}

BridgeWish wishOf(const std::vector<HostInterface>& interfaces, const std::string& address = "") {
  return {"br100", nullptr, interfaceNamed(interfaces, "eth0"), address};
}

TEST(HostInterfacesTest, AreReadFromIpsJson) {
  const auto all = interfaces();
  ASSERT_EQ(all.size(), 3U);
  const auto* eth0 = interfaceNamed(all, "eth0");
  ASSERT_NE(eth0, nullptr);
  EXPECT_TRUE(eth0->isEthernet);
  EXPECT_EQ(eth0->hardwareAddress, "52:54:00:12:34:56");
  ASSERT_EQ(eth0->addresses.size(), 2U); // not the link's own
  EXPECT_EQ(eth0->addresses[0].text, "192.0.2.7/24");
  EXPECT_FALSE(eth0->addresses[0].isDynamic);
  EXPECT_EQ(eth0->addresses[1].lifetimes, "valid_lft 600 preferred_lft 300");
  ASSERT_EQ(eth0->routes.size(), 2U); // not the kernel's; what a gateway needs first
  EXPECT_EQ(eth0->routes[0].destination, "198.51.100.1");
  EXPECT_EQ(eth0->routes[1].words, " proto static metric 100");
  EXPECT_EQ(interfaceNamed(all, "tap0")->master, "br0");
  EXPECT_FALSE(interfaceNamed(all, "lo")->isEthernet);
  EXPECT_EQ(interfaceNamed(all, "eth9"), nullptr);
}

TEST(HostInterfacesTest, AnswersThatAreNoneAreErrors) {
  for (const char* text : {"{}", "Error", "[", "1"}) {
    EXPECT_FALSE(hostInterfacesOf(text, "", "")) << text;
    EXPECT_FALSE(hostInterfacesOf("[]", text, "")) << text;
  }
  EXPECT_TRUE(hostInterfacesOf("[]", "", ""));
  EXPECT_TRUE(
      hostInterfacesOf(R"([1, {"ifname": 5}, {"ifname":"a","addr_info":{}}])", "[1]", "[]"));
}

TEST(HostInterfacesTest, NamesAreTheKernels) {
  for (const char* name : {"br100", "eth0", "enp3s0f1", "eth0.100", "012345678901234"})
    EXPECT_TRUE(isInterfaceName(name)) << name;
  for (const char* name : {"", ".", "..", "-a", "a b", "a/b", "a:1", "a\nb", "0123456789012345"})
    EXPECT_FALSE(isInterfaceName(name)) << name;
}

TEST(BridgeCommandsTest, MoveWhatTheInterfaceHas) {
  const auto all = interfaces();
  const auto command = makeBridgeCommand(wishOf(all, "10.0.0.1/24"));
  const std::vector<std::string> lines = {
      "link add name br100 address 52:54:00:12:34:56 type bridge stp_state 0 forward_delay 0",
      "link set dev br100 up",
      "address flush dev eth0 scope global",
      "link set dev eth0 master br100",
      "link set dev eth0 up",
      "address replace 192.0.2.7/24 broadcast 192.0.2.255 dev br100",
      "address replace 2001:db8::7/64 dev br100 valid_lft 600 preferred_lft 300 nodad",
      "route replace 198.51.100.1 dev br100 scope link onlink",
      "route replace default via 192.0.2.1 dev br100 proto static metric 100",
      "address replace 10.0.0.1/24 dev br100"};
  EXPECT_EQ(command.batch, lines);
  const auto back = takeBridgeBackCommand(wishOf(all)).batch;
  ASSERT_EQ(back.size(), 6U);
  EXPECT_EQ(back[0], "link set dev eth0 nomaster");
  EXPECT_EQ(back[1], "link delete dev br100 type bridge");
  EXPECT_EQ(back[2], "address replace 192.0.2.7/24 broadcast 192.0.2.255 dev eth0");
}

TEST(BridgeCommandsTest, ABridgeThatIsThereStays) {
  const auto all = interfaces();
  auto wish = wishOf(all);
  wish.existing = interfaceNamed(all, "tap0");
  for (const auto& line : makeBridgeCommand(wish).batch)
    EXPECT_EQ(line.find("link add"), std::string::npos) << line;
  const auto back = takeBridgeBackCommand(wish).batch;
  for (const auto& line : back)
    EXPECT_EQ(line.find("link delete"), std::string::npos) << line;
  EXPECT_EQ(back[1], "address delete 192.0.2.7/24 dev br100");
}

TEST(IfcfgTest, TheFilesOfTheInterfaceKeepWhatIsNotAnAddress) {
  const auto all = interfaces();
  const auto texts = ifcfgTexts(wishOf(all), std::nullopt,
                                "# the board's own\nDEVICE=eth0\nHWADDR=52:54:00:12:34:56\n"
                                "BOOTPROTO=static\nIPADDR=192.0.2.7\nNETMASK=255.255.255.0\n"
                                "GATEWAY=192.0.2.1\nDNS1=192.0.2.53\nONBOOT=no\nMTU=9000");
  EXPECT_EQ(texts.bridge, "DEVICE=br100\nTYPE=Bridge\nONBOOT=yes\nNM_CONTROLLED=no\nSTP=off\n"
                          "DELAY=0\nBOOTPROTO=static\nIPADDR=192.0.2.7\nNETMASK=255.255.255.0\n"
                          "GATEWAY=192.0.2.1\nDNS1=192.0.2.53\n");
  EXPECT_EQ(texts.port, "# the board's own\nDEVICE=eth0\nHWADDR=52:54:00:12:34:56\nONBOOT=yes\n"
                        "MTU=9000\nNM_CONTROLLED=no\nBRIDGE=br100\n");
}

TEST(IfcfgTest, WithoutAFileTheyAreTheAddressesOfNow) {
  const auto all = interfaces();
  const auto texts = ifcfgTexts(wishOf(all, "10.0.0.1/24"), std::nullopt, std::nullopt);
  EXPECT_EQ(texts.bridge, "DEVICE=br100\nTYPE=Bridge\nONBOOT=yes\nNM_CONTROLLED=no\nSTP=off\n"
                          "DELAY=0\nBOOTPROTO=none\nIPADDR=192.0.2.7\nPREFIX=24\n"
                          "GATEWAY=192.0.2.1\nIPADDR1=10.0.0.1\nPREFIX1=24\n");
  EXPECT_EQ(texts.port, "DEVICE=eth0\nHWADDR=52:54:00:12:34:56\nTYPE=Ethernet\nONBOOT=yes\n"
                        "NM_CONTROLLED=no\nBRIDGE=br100\n");
  const auto alone = ifcfgTexts({"br100", nullptr, nullptr, ""}, std::nullopt, std::nullopt);
  EXPECT_NE(alone.bridge.find("BOOTPROTO=none\n"), std::string::npos);
  EXPECT_EQ(alone.port, "");
}

TEST(ConnectionProfilesTest, TakeTheAddressesFromTheInterfacesOwnProfile) {
  const auto all = interfaces();
  const ActiveProfile active{"u",
                             "[connection]\nid=x\n\n[ethernet]\nmtu=9000\n\n[ipv4]\n"
                             "method=manual\naddress1=192.0.2.7/24,192.0.2.1\ndns=192.0.2.53;\n"
                             "\n[ipv6]\nmethod=disabled\n"};
  const auto profiles = connectionProfiles(wishOf(all, "10.0.0.1/24"), active);
  EXPECT_NE(profiles.bridge.find("\n[ipv4]\nmethod=manual\naddress2=10.0.0.1/24\n"
                                 "address1=192.0.2.7/24,192.0.2.1\ndns=192.0.2.53;\n\n[ipv6]\n"
                                 "method=disabled\n"),
            std::string::npos)
      << profiles.bridge;
  EXPECT_EQ(profiles.bridge.find("mtu"), std::string::npos);
  EXPECT_NE(profiles.port.find("master=" + profiles.bridgeUuid + "\n"), std::string::npos);
  EXPECT_EQ(profiles.bridgeUuid.size(), 36U);
  EXPECT_EQ(connectionProfiles(wishOf(all), active).bridgeUuid, profiles.bridgeUuid);
}

TEST(ConnectionProfilesTest, ElseTheAddressesOfNow) {
  const auto all = interfaces();
  const auto profiles = connectionProfiles(wishOf(all), std::nullopt);
  EXPECT_NE(profiles.bridge.find("[ipv4]\nmethod=manual\naddress1=192.0.2.7/24\n"
                                 "gateway=192.0.2.1\n\n[ipv6]\nmethod=auto\n"),
            std::string::npos)
      << profiles.bridge;
  const auto alone = connectionProfiles({"br100", nullptr, nullptr, "10.0.0.1/24"}, std::nullopt);
  EXPECT_NE(alone.bridge.find("[ipv4]\nmethod=manual\naddress1=10.0.0.1/24\n\n[ipv6]\n"
                              "method=link-local\n"),
            std::string::npos)
      << alone.bridge;
  EXPECT_EQ(alone.port, "");
}

TEST(NetworkRecordTest, IsReadAsItWasWritten) {
  const NetworkRecord record{NetworkRecord::Phase::Kept,
                             "1-2",
                             "boot",
                             "br100",
                             false,
                             "eth0",
                             "10.0.0.1/24",
                             {"192.0.2.7/24"},
                             "192.0.2.1",
                             NetworkMethod::Ifcfg,
                             {"t", {"/run"}, {}},
                             {"f", {"/etc"}, {{"/etc/x", std::nullopt, "a\n", FileMode::Private}}},
                             {{"nmcli", {"connection", "reload"}}},
                             {{"ip", {"-batch", "-"}, {"link delete dev br100"}}},
                             {}};
  const auto bytes = encoded(record);
  const auto read = decodedNetworkRecord(bytes);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(encoded(*read), bytes);
  EXPECT_EQ(read->files.files[0].mode, FileMode::Private);
  for (std::size_t size = 0; size + 1 < bytes.size(); ++size)
    EXPECT_FALSE(decodedNetworkRecord(bytes.substr(0, size))) << size;
  for (const char* text : {"[]", "{}", R"({"version":2})", "null"})
    EXPECT_FALSE(decodedNetworkRecord(text)) << text;
}

NetworkRecord recordOf(NetworkRecord::Phase phase, const std::string& before) {
  return {phase, "n",    "b", "br0",
          true,  "eth0", "",  {},
          "",    {},     {},  {"f", {"/etc"}, {{"/etc/ifcfg-eth0", before, std::nullopt}}},
          {},    {},     {}};
}

TEST(NetworkRecordTest, KeepsWhateverBytesFilesHave) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte)
    all += static_cast<char>(byte);
  for (const auto& before : {std::string("# B\xFCro, in Latin-1\n"), all, std::string()}) {
    const auto read =
        decodedNetworkRecord(encoded(recordOf(NetworkRecord::Phase::Leaving, before)));
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->files.files[0].before, before);
    EXPECT_EQ(read->files.files[0].after, std::nullopt);
    EXPECT_EQ(read->phase, NetworkRecord::Phase::Leaving);
    EXPECT_TRUE(read->hadBridge);
  }
}

TEST(NetworkRecordTest, OfAnotherVersionIsNotTaken) {
  const auto bytes = encoded(recordOf(NetworkRecord::Phase::Trial, "x"));
  const auto with = [&](std::string_view from, std::string_view to) {
    auto changed = bytes;
    return changed.replace(changed.find(from), from.size(), to);
  };
  for (const auto& text :
       {with("\"version\":1", "\"version\":2"), with("\"version\":1", "\"version\":\"1\""),
        with("\"iproute2\"", "\"netplan\""), with("\"trial\"", "\"tried\""),
        with("\"hadBridge\":true", "\"hadBridge\":1"), with("\"lent\":[]", "\"lent\":[1]"),
        with("\"private\":false", "\"private\":null"), bytes + "x"})
    EXPECT_FALSE(decodedNetworkRecord(text)) << text;
}

TEST(NetworkRecordTest, IsInTheStateFolder) {
  const test::TemporaryFolder folder;
  const auto none = storedNetworkRecord(folder.path());
  ASSERT_TRUE(none);
  EXPECT_FALSE(*none);
  const auto bytes = encoded(recordOf(NetworkRecord::Phase::Kept, "x"));
  folder.write("network.json", bytes);
  const auto stored = storedNetworkRecord(folder.path());
  ASSERT_TRUE(stored && *stored);
  EXPECT_EQ((*stored)->bytes, bytes);
  folder.write("network.json", "{\"version\":");
  const auto damaged = storedNetworkRecord(folder.path());
  ASSERT_FALSE(damaged);
  EXPECT_NE(damaged.error().message.find("network.json is damaged: "), std::string::npos)
      << damaged.error().message;
}

TEST(NetworkStateTest, IsWhatTheRecordSays) {
  const test::TemporaryFolder folder;
  const Root root{folder.folder("root"), folder / "state", std::nullopt};
  EXPECT_EQ(networkState(root).value(), std::nullopt);
  const auto none = networkRemoval(root);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::NotFound);
  for (const auto& [phase, isKept] :
       {std::pair(NetworkRecord::Phase::Trial, false), std::pair(NetworkRecord::Phase::Kept, true),
        std::pair(NetworkRecord::Phase::Leaving, false)}) {
    folder.write("state/network.json", encoded(recordOf(phase, "")));
    const auto state = networkState(root);
    ASSERT_TRUE(state && *state);
    EXPECT_EQ((*state)->bridge, "br0");
    EXPECT_EQ((*state)->isKept, isKept);
  }
  folder.write("state/network.json", "{}");
  EXPECT_FALSE(networkState(root));
  EXPECT_FALSE(networkRemoval(root));
}

TEST(NetworkMethods, HaveNames) {
  for (const auto method :
       {NetworkMethod::Iproute2, NetworkMethod::NetworkManager, NetworkMethod::Ifcfg})
    EXPECT_EQ(networkMethodNamed(nameOf(method)), method);
  for (const char* name : {"", "Iproute2", "ifcfg ", "netplan"})
    EXPECT_EQ(networkMethodNamed(name), std::nullopt) << name;
}

TEST(NetworkPlanTest, RefusesWhatNoMachineHas) {
  struct Row {
    NetworkOptions options;
    const char* why; // InvalidArgument, its message with this in it
  };
  const auto addressed = [](const char* address) {
    NetworkOptions options;
    options.address = address;
    return options;
  };
  const auto named = [](const char* bridge, const char* interface) {
    NetworkOptions options;
    options.bridge = bridge;
    options.interface = interface;
    return options;
  };
  const Row rows[] = {
      {addressed("10.0.0.1"), "got \"10.0.0.1\""},
      {addressed("10.0.0.1/"), "10.0.0.1/24"},
      {addressed("10.0.0.1/33"), "got \"10.0.0.1/33\""},
      {addressed("10.0.0.1/-1"), "got"},
      {addressed("10.0.0.1/99999999999999999999"), "got"},
      {addressed("10.0.0.1/24/24"), "got"},
      {addressed("10.0.0.1/24 "), "got"},
      {addressed(" 10.0.0.1/24"), "got"},
      {addressed("10.0.0/24"), "got"},
      {addressed("10.0.0.256/24"), "got"},
      {addressed("2001:db8::1/129"), "got"},
      {addressed("2001:db8:::1/64"), "got"},
      {addressed("fe80::1%eth0/64"), "got"},
      {addressed("/24"), "got"},
      {addressed("localhost/8"), "got"},
      {named("br 100", ""), "\"br 100\" cannot be an interface's name"},
      {named("-br", ""), "\"-br\" cannot"},
      {named("br100", "../eth0"), "\"../eth0\" cannot"},
      {named("br100", "abcdefghijklmnop"), "\"abcdefghijklmnop\" cannot"},
      {named("br100", "br100"), "br100 cannot be its own port"},
      {named("", "br100"), "br100 cannot be its own port"},
  };
  for (const auto& row : rows) {
    const auto plan = networkPlan(Root{"/none", "/none", std::nullopt}, row.options);
    ASSERT_FALSE(plan) << row.why;
    EXPECT_EQ(plan.error().code, ErrorCode::InvalidArgument);
    EXPECT_NE(plan.error().message.find(row.why), std::string::npos) << plan.error().message;
  }
}

TEST(NetworkCommandsTest, SayWhichOfTheirLinesFailed) {
  const auto failing = [](const std::string& says) {
    return NetworkCommand{
        "sh", {"-c", "cat >/dev/null; echo '" + says + "' >&2; exit 1"}, {"link one", "link two"}};
  };
  EXPECT_TRUE(runNetworkCommands({}));
  EXPECT_TRUE(runNetworkCommands({{"true", {}}, {"true", {}}}));
  EXPECT_TRUE(runNetworkCommands({{"sh", {"-c", "read a; test \"$a\" = x"}, {"x", "y"}}}));
  struct Row {
    NetworkCommand command;
    const char* message;
  };
  const Row rows[] = {
      {{"stackdev-no-such-program", {}}, "stackdev-no-such-program is not on PATH"},
      {{"false", {"a", "b"}}, "false a b: "},
      {failing("No such device\nCommand failed -:2"), "sh link two: No such device\n"},
      {failing("Command failed -:1"), "sh link one: "},
      {failing("Command failed -:0"), "sh link one: "},
      {failing("Command failed -:9"), "sh link one: "},
      {failing("Command failed -:99999999999999999999"), "sh link one: "},
      {failing("Command failed -:x"), "sh link one: "},
      {failing("Error: an inet prefix"), "sh link one: Error: an inet prefix\n"},
  };
  for (const auto& row : rows) {
    const auto ran = runNetworkCommands({{"true", {}}, row.command, {"stackdev-never-run", {}}});
    ASSERT_FALSE(ran) << row.message;
    EXPECT_EQ(ran.error().message, row.message);
  }
}

TEST(TakeBackTest, LeavesOutFilesThatAreSoAlready) {
  const test::TemporaryFolder folder;
  using Phase = NetworkRecord::Phase;
  auto record = recordOf(Phase::Kept, "");
  record.trial = {"t", {folder / "run", folder / "gone"}, {}};
  record.trial.files = {{folder / "run/made", std::nullopt, "made\n"}};
  record.files = {"f", {folder / "etc"}, {}};
  record.files.files = {{folder / "etc/changed", "before\n", "after\n"},
                        {folder / "etc/back", "before\n", "after\n"},
                        {folder / "etc/made", std::nullopt, "made\n"},
                        {folder / "etc/gone", std::nullopt, "made\n"}};
  folder.folder("run");
  folder.write("etc/changed", "after\n");
  folder.write("etc/back", "before\n");
  folder.write("etc/made", "mine now\n"); // someone's: applying it will say so
  const auto kept = filesTakenBack(record);
  ASSERT_EQ(kept.files.size(), 2U);
  EXPECT_EQ(kept.files[0].path, folder / "etc/made");
  EXPECT_EQ(kept.files[1].path, folder / "etc/changed");
  EXPECT_EQ(kept.files[1].before, "after\n");
  EXPECT_EQ(kept.files[1].after, "before\n");
  EXPECT_EQ(kept.places, std::vector<std::filesystem::path>{folder / "etc"});
  record.phase = Phase::Trial; // a start of the machine has cleared /run
  const auto trial = filesTakenBack(record);
  EXPECT_TRUE(trial.files.empty());
  EXPECT_EQ(trial.places, std::vector<std::filesystem::path>{folder / "run"});
  record.phase = Phase::Leaving;
  EXPECT_TRUE(filesTakenBack(record).files.empty());
}

} // namespace
} // namespace stackdev
