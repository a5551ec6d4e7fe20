#include "network/connection_profiles.h"

#include <gtest/gtest.h>

namespace stackdev {
namespace {

HostInterface port() {
  return {"eth0", "52:54:00:12:34:56", "", "", true};
}

/// The sections behind [bridge].
std::string addressesOf(const ConnectionProfiles& profiles) {
  const auto at = profiles.bridge.find("mac-address=");
  const auto end = profiles.bridge.find("\n\n", at);
  return end == std::string::npos ? "" : profiles.bridge.substr(end + 2);
}

TEST(ConnectionProfiles, HaveTheAddressesOfTheInterfacesProfileAndOneMore) {
  struct Row {
    const char* profile;
    const char* address;
    const char* sections;
  };
  const Row rows[] = {
      // As nmcli writes it on Fedora.
      {"[connection]\nid=Wired connection 1\nuuid=0d5e5e1a\ntype=ethernet\n\n[ethernet]\n\n[ipv4]\n"
       "method=auto\n\n[ipv6]\naddr-gen-mode=default\nmethod=auto\n\n[proxy]\n",
       "10.0.0.1/24",
       "[ipv4]\nmethod=auto\naddress1=10.0.0.1/24\n\n[ipv6]\naddr-gen-mode=default\nmethod=auto\n\n"
       "[proxy]\n"},
      {"[ipv4]\naddress1=192.0.2.7/24,192.0.2.1\naddress2=192.0.2.8/24\naddress10=192.0.2.9/24\n"
       "method=manual\n",
       "10.0.0.1/24",
       "[ipv4]\naddress1=192.0.2.7/24,192.0.2.1\naddress2=192.0.2.8/24\naddress10=192.0.2.9/24\n"
       "method=manual\naddress3=10.0.0.1/24\n"},
      {"[ipv4]\nmethod=disabled\n\n[ipv6]\nmethod=disabled\n", "10.0.0.1/24",
       "[ipv4]\nmethod=manual\naddress1=10.0.0.1/24\n\n[ipv6]\nmethod=disabled\n"},
      {"[ipv4]\nmethod=disabled\n\n[ipv6]\nmethod=link-local\n", "2001:db8::1/64",
       "[ipv4]\nmethod=disabled\n\n[ipv6]\nmethod=manual\naddress1=2001:db8::1/64\n"},
      {"[ipv6]\nmethod=ignore\n[ipv4]\nmethod=link-local\n", "10.0.0.1/24",
       "[ipv6]\nmethod=ignore\n[ipv4]\nmethod=manual\naddress1=10.0.0.1/24\n"},
      // A section of which nothing is said is not the next one.
      {"[ipv4]\n[ipv6]\nmethod=disabled\n", "10.0.0.1/24",
       "[ipv4]\naddress1=10.0.0.1/24\n[ipv6]\nmethod=disabled\n"},
      {"[ipv6]\nmethod=auto\n", "10.0.0.1/24",
       "[ipv6]\nmethod=auto\n[ipv4]\nmethod=manual\naddress1=10.0.0.1/24\n\n"},
      {"[ipv4]\nmethod=auto", "", "[ipv4]\nmethod=auto\n"},
      {"[ipv4-of-ours]\nmethod=auto\n[ipv4]\nmethod=auto\n# [ipv6]\n[user]\nx=[ipv4]\n", "",
       "[ipv4]\nmethod=auto\n# [ipv6]\n"},
  };
  const auto eth0 = port();
  for (const auto& row : rows)
    EXPECT_EQ(addressesOf(connectionProfiles({"br100", nullptr, &eth0, row.address},
                                             ActiveProfile{"u", row.profile})),
              row.sections)
        << row.profile << row.address;
}

TEST(ConnectionProfiles, OfAnInterfaceWithoutOneHaveTheAddressesOfNow) {
  struct Row {
    std::vector<InterfaceAddress> addresses;
    std::vector<InterfaceRoute> routes;
    const char* sections;
  };
  const InterfaceAddress fixed{"192.0.2.7/24", false, "", false, ""};
  const InterfaceAddress leased{"10.0.2.15/24", false, "", true, ""};
  const InterfaceAddress six{"2001:db8::7/64", true, "", false, ""};
  const InterfaceAddress advertised{"2001:db8::a/64", true, "", true, ""};
  const InterfaceRoute gateway{"default", "192.0.2.1", "", 0, false};
  const InterfaceRoute sixGateway{"default", "2001:db8::1", "", 0, true};
  const Row rows[] = {
      {{}, {}, "[ipv4]\nmethod=disabled\n\n[ipv6]\nmethod=auto\n\n"},
      {{leased}, {gateway}, "[ipv4]\nmethod=auto\n\n[ipv6]\nmethod=auto\n\n"},
      {{leased, fixed},
       {gateway},
       "[ipv4]\nmethod=auto\naddress1=192.0.2.7/24\n\n[ipv6]\nmethod=auto\n\n"},
      {{fixed, six},
       {gateway, sixGateway},
       "[ipv4]\nmethod=manual\naddress1=192.0.2.7/24\ngateway=192.0.2.1\n\n[ipv6]\nmethod=manual\n"
       "address1=2001:db8::7/64\ngateway=2001:db8::1\n\n"},
      {{six, advertised},
       {sixGateway},
       "[ipv4]\nmethod=disabled\n\n[ipv6]\nmethod=auto\naddress1=2001:db8::7/64\n\n"},
      {{}, {gateway}, "[ipv4]\nmethod=disabled\n\n[ipv6]\nmethod=auto\n\n"},
  };
  for (const auto& row : rows) {
    auto eth0 = port();
    eth0.addresses = row.addresses;
    eth0.routes = row.routes;
    EXPECT_EQ(addressesOf(connectionProfiles({"br100", nullptr, &eth0, ""}, std::nullopt)),
              row.sections);
    EXPECT_EQ(addressesOf(connectionProfiles({"br100", nullptr, &eth0, ""},
                                             ActiveProfile{"u", "[connection]\nid=x\n"})),
              row.sections);
  }
}

TEST(ConnectionProfiles, GiveTheBridgeTheZoneAndLeaveThePortItsLink) {
  const auto eth0 = port();
  const auto profilesOf = [&](const char* text) {
    return connectionProfiles({"br100", nullptr, &eth0, ""}, ActiveProfile{"u", text});
  };
  const auto zoned = profilesOf("[connection]\nid=a\nzone=internal\ninterface-name=eth0\n[ipv4]\n");
  EXPECT_NE(zoned.bridge.find("autoconnect-slaves=1\nzone=internal\n\n[bridge]\n"),
            std::string::npos)
      << zoned.bridge;
  EXPECT_EQ(zoned.port.find("zone"), std::string::npos);
  for (const char* none : {"[connection]\nno-zone=x\n[ipv4]\n", "[user]\nzone=a\n[ipv4]\n", ""})
    EXPECT_EQ(profilesOf(none).bridge.find("zone"), std::string::npos) << none;
  // Files of older NetworkManagers call it after the standard.
  for (const char* section : {"[ethernet]\nmtu=9000\n", "[802-3-ethernet]\nmtu=9000\n",
                              "[802-1x]\neap=tls;\nidentity=B\xC3\xBCro\n"}) {
    const auto profiles = profilesOf((std::string("[ipv4]\nmethod=auto\n") + section).c_str());
    EXPECT_TRUE(profiles.port.ends_with(std::string("priority=100\n\n") + section))
        << profiles.port;
    EXPECT_EQ(profiles.bridge.find(section), std::string::npos);
  }
}

TEST(ConnectionProfiles, HaveNamesOfTheirOwn) {
  const auto uuidOf = [](const char* bridge) {
    return connectionProfiles({bridge, nullptr, nullptr, ""}, std::nullopt).bridgeUuid;
  };
  EXPECT_EQ(uuidOf("br100"), uuidOf("br100"));
  EXPECT_NE(uuidOf("br100"), uuidOf("br101"));
  const auto uuid = uuidOf("br100");
  ASSERT_EQ(uuid.size(), 36U);
  for (std::size_t i = 0; i < uuid.size(); ++i)
    EXPECT_EQ(uuid[i] == '-', i == 8 || i == 13 || i == 18 || i == 23) << uuid;
  EXPECT_EQ(uuid[14], '5') << uuid; // RFC 4122: by a hash of a name
  EXPECT_EQ(uuid[19], '8') << uuid;
}

} // namespace
} // namespace stackdev
