#include "network/ifcfg.h"

#include <gtest/gtest.h>

namespace stackdev {
namespace {

HostInterface port() {
  return {"eth0", "52:54:00:12:34:56", "", "", true};
}

constexpr const char* kBridge =
    "DEVICE=br100\nTYPE=Bridge\nONBOOT=yes\nNM_CONTROLLED=no\nSTP=off\nDELAY=0\n";
constexpr const char* kPortsEnd = "ONBOOT=yes\nNM_CONTROLLED=no\nBRIDGE=br100\n";

struct Row {
  const char* what;
  std::string port;   // ifcfg-eth0 as it is
  std::string bridge; // ifcfg-br100 as it becomes, behind kBridge
  std::string rest;   // ifcfg-eth0 as it becomes
};

TEST(IfcfgTexts, OfFilesAsPeopleHaveThem) {
  const auto eth0 = port();
  const Row rows[] = {
      {"empty", "", "", kPortsEnd},
      {"of RHEL 6's installer",
       "DEVICE=\"eth0\"\nBOOTPROTO=\"dhcp\"\nHWADDR=\"52:54:00:12:34:56\"\nNM_CONTROLLED=\"yes\"\n"
       "ONBOOT=\"yes\"\nTYPE=\"Ethernet\"\nUUID=\"0d5e5e1a\"\n",
       "BOOTPROTO=\"dhcp\"\n",
       "DEVICE=\"eth0\"\nHWADDR=\"52:54:00:12:34:56\"\nNM_CONTROLLED=no\nONBOOT=yes\n"
       "TYPE=\"Ethernet\"\nUUID=\"0d5e5e1a\"\nBRIDGE=br100\n"},
      {"of RHEL 8's NetworkManager",
       "TYPE=Ethernet\nPROXY_METHOD=none\nBOOTPROTO=none\nDEFROUTE=yes\nIPV4_FAILURE_FATAL=no\n"
       "IPV6INIT=yes\nIPV6_AUTOCONF=yes\nNAME=eth0\nDEVICE=eth0\nONBOOT=yes\nIPADDR=192.0.2.7\n"
       "PREFIX=24\nIPADDR1=192.0.2.8\nPREFIX1=24\nGATEWAY=192.0.2.1\nDNS1=192.0.2.53\n"
       "DOMAIN=\"example.org example.net\"\nPEERDNS=no\nZONE=internal\nMTU=9000\n",
       "BOOTPROTO=none\nDEFROUTE=yes\nIPV4_FAILURE_FATAL=no\nIPV6INIT=yes\nIPV6_AUTOCONF=yes\n"
       "IPADDR=192.0.2.7\nPREFIX=24\nIPADDR1=192.0.2.8\nPREFIX1=24\nGATEWAY=192.0.2.1\n"
       "DNS1=192.0.2.53\nDOMAIN=\"example.org example.net\"\nPEERDNS=no\nZONE=internal\n",
       "TYPE=Ethernet\nPROXY_METHOD=none\nNAME=eth0\nDEVICE=eth0\nONBOOT=yes\nMTU=9000\n"
       "NM_CONTROLLED=no\nBRIDGE=br100\n"},
      {"a shell takes the last of two", "ONBOOT=yes\nBRIDGE=old\nMTU=1\nONBOOT=no\nBRIDGE=older",
       "", "ONBOOT=yes\nBRIDGE=br100\nMTU=1\nNM_CONTROLLED=no\n"},
      {"comments and blanks stay with the interface",
       "# B\xFCro\n\n  IPADDR=192.0.2.7 # here\n#GATEWAY=192.0.2.1\n\tDEVICE=eth0\n",
       "  IPADDR=192.0.2.7 # here\n",
       std::string("# B\xFCro\n\n#GATEWAY=192.0.2.1\n\tDEVICE=eth0\n") + kPortsEnd},
      {"no assignments", "IPADDR\n=x\nexport\n", "",
       std::string("IPADDR\n=x\nexport\n") + kPortsEnd},
  };
  for (const auto& row : rows) {
    const auto texts = ifcfgTexts({"br100", nullptr, &eth0, ""}, std::nullopt, row.port);
    EXPECT_EQ(texts.bridge, kBridge + row.bridge) << row.what;
    EXPECT_EQ(texts.port, row.rest) << row.what;
    const auto again = ifcfgTexts({"br100", nullptr, &eth0, ""}, texts.bridge, texts.port);
    EXPECT_EQ(again.bridge, texts.bridge) << row.what << ", twice";
    EXPECT_EQ(again.port, texts.port) << row.what << ", twice";
  }
}

TEST(IfcfgTexts, ABridgesOwnAddressesComeBesideThePorts) {
  const auto eth0 = port();
  struct Case {
    std::string own;     // of the bridge's file
    std::string ports;   // of the interface's
    const char* address; // that is wished for
    std::string all;
  };
  const std::string own = "IPADDR=10.0.0.1\nPREFIX=24\n";
  const Case rows[] = {
      {"", "", "10.0.0.1/24", own},
      {own, "", "10.0.0.1/24", own},
      {"IPADDR='10.0.0.1'\nPREFIX=24\n", "", "10.0.0.1/24", "IPADDR='10.0.0.1'\nPREFIX=24\n"},
      {own, "", "10.0.0.2/24", own + "IPADDR1=10.0.0.2\nPREFIX1=24\n"},
      {own, "IPADDR=192.0.2.7\nNETMASK=255.255.255.0\nGATEWAY=192.0.2.1\n", "10.0.0.1/24",
       own + "IPADDR1=192.0.2.7\nNETMASK1=255.255.255.0\nGATEWAY=192.0.2.1\n"},
      {own, "IPADDR1=192.0.2.8\nPREFIX1=25\nIPADDR=192.0.2.7\nPREFIX=24\n", "",
       own + "IPADDR1=192.0.2.8\nPREFIX1=25\nIPADDR2=192.0.2.7\nPREFIX2=24\n"},
      {own, "IPADDR=10.0.0.1\nPREFIX=16\n", "", own},
      {"BOOTPROTO=none\n" + own, "BOOTPROTO=dhcp\n", "", "BOOTPROTO=dhcp\n" + own},
      {"BOOTPROTO=dhcp\n", "BOOTPROTO=none\nIPADDR=192.0.2.7\n", "",
       "BOOTPROTO=dhcp\nIPADDR=192.0.2.7\n"},
      {"", "IPADDR0=192.0.2.7\nPREFIX0=24\n", "192.0.2.7/24", "IPADDR0=192.0.2.7\nPREFIX0=24\n"},
      {"", "", "2001:db8::1/64", "IPV6INIT=yes\nIPV6ADDR=2001:db8::1/64\n"},
      {"IPV6INIT=no\nIPV6ADDR=2001:db8::1/64\n", "", "2001:db8::1/64",
       "IPV6INIT=yes\nIPV6ADDR=2001:db8::1/64\n"},
      {"IPV6INIT=yes\nIPV6ADDR=2001:db8::1/64\nIPV6ADDR_SECONDARIES=\"2001:db8::2/64\"\n", "",
       "2001:db8::3/64",
       "IPV6INIT=yes\nIPV6ADDR=2001:db8::1/64\n"
       "IPV6ADDR_SECONDARIES=\"2001:db8::2/64 2001:db8::3/64\"\n"},
      {"IPV6INIT=yes\nIPV6ADDR=2001:db8::1/64\nIPV6ADDR_SECONDARIES=2001:db8::22/64\n", "",
       "2001:db8::2/64",
       "IPV6INIT=yes\nIPV6ADDR=2001:db8::1/64\n"
       "IPV6ADDR_SECONDARIES=\"2001:db8::22/64 2001:db8::2/64\"\n"},
  };
  for (const auto& row : rows)
    EXPECT_EQ(
        ifcfgTexts({"br100", nullptr, &eth0, row.address}, kBridge + row.own, row.ports).bridge,
        kBridge + row.all)
        << row.own << row.ports << row.address;
}

TEST(IfcfgTexts, OfABridgeThatWasThereKeepWhatTheySay) {
  const auto texts =
      ifcfgTexts({"br100", nullptr, nullptr, ""},
                 "# mine\nSTP=on\nDEVICE=br100\nBOOTPROTO=dhcp\nIPV6INIT=no", std::nullopt);
  EXPECT_EQ(texts.bridge,
            "# mine\nSTP=off\nDEVICE=br100\nBOOTPROTO=dhcp\nIPV6INIT=no\nTYPE=Bridge\n"
            "ONBOOT=yes\nNM_CONTROLLED=no\nDELAY=0\n");
}

TEST(IfcfgTexts, WithoutAFileTellTheAddressesOfNow) {
  struct Now {
    std::vector<InterfaceAddress> addresses;
    std::vector<InterfaceRoute> routes;
    const char* text;
  };
  const InterfaceAddress fixed{"192.0.2.7/24", false, "192.0.2.255", false, ""};
  const InterfaceAddress second{"192.0.2.8/32", false, "", false, ""};
  const InterfaceAddress leased{"10.0.2.15/24", false, "", true, "valid_lft 60 preferred_lft 60"};
  const InterfaceAddress six{"2001:db8::7/64", true, "", false, ""};
  const InterfaceAddress sixSecond{"2001:db8::8/64", true, "", false, ""};
  const InterfaceAddress sixThird{"2001:db8::9/64", true, "", false, ""};
  const InterfaceAddress advertised{"2001:db8::a/64", true, "", true, ""};
  const InterfaceRoute gateway{"default", "192.0.2.1", " proto static", 0, false};
  const InterfaceRoute sixGateway{"default", "2001:db8::1", " proto static metric 1024", 1024,
                                  true};
  const InterfaceRoute routers{"default", "fe80::1", " proto ra metric 100", 100, true};
  const Now rows[] = {
      {{}, {}, "BOOTPROTO=none\n"},
      {{fixed, second},
       {gateway},
       "BOOTPROTO=none\nIPADDR=192.0.2.7\nPREFIX=24\nIPADDR1=192.0.2.8\nPREFIX1=32\n"
       "GATEWAY=192.0.2.1\n"},
      {{leased}, {gateway}, "BOOTPROTO=dhcp\n"}, // the lease names the router
      {{leased, fixed}, {}, "BOOTPROTO=dhcp\nIPADDR=192.0.2.7\nPREFIX=24\n"},
      {{advertised}, {routers}, "BOOTPROTO=none\n"},
      {{six, sixSecond, advertised, sixThird},
       {routers, sixGateway},
       "BOOTPROTO=none\nIPV6INIT=yes\nIPV6ADDR=2001:db8::7/64\n"
       "IPV6ADDR_SECONDARIES=\"2001:db8::8/64 2001:db8::9/64\"\nIPV6_DEFAULTGW=2001:db8::1\n"},
      {{six}, {routers}, "BOOTPROTO=none\nIPV6INIT=yes\nIPV6ADDR=2001:db8::7/64\n"},
  };
  for (const auto& row : rows) {
    auto eth0 = port();
    eth0.addresses = row.addresses;
    eth0.routes = row.routes;
    const auto texts = ifcfgTexts({"br100", nullptr, &eth0, ""}, std::nullopt, std::nullopt);
    EXPECT_EQ(texts.bridge, std::string(kBridge) + row.text);
    EXPECT_EQ(texts.port,
              std::string("DEVICE=eth0\nHWADDR=52:54:00:12:34:56\nTYPE=Ethernet\n") + kPortsEnd);
  }
}

} // namespace
} // namespace stackdev
