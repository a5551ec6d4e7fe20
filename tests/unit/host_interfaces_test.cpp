#include "network/host_interfaces.h"

#include <gtest/gtest.h>

namespace stackdev {
namespace {

/// An interface eth0 whose addresses these are.
std::string linkWith(const std::string& addresses) {
  return R"([{"ifindex":2,"ifname":"eth0","flags":["BROADCAST","UP"],"mtu":1500,)"
         R"("link_type":"ether","address":"52:54:00:12:34:56","broadcast":"ff:ff:ff:ff:ff:ff",)"
         R"("addr_info":[)" +
         addresses + "]}]";
}

HostInterface interfaceWith(const std::string& addresses, const std::string& routes = "",
                            const std::string& ipv6Routes = "") {
  const auto all =
      hostInterfacesOf(linkWith(addresses), "[" + routes + "]", "[" + ipv6Routes + "]");
  EXPECT_TRUE(all) << addresses << routes << ipv6Routes;
  return all && !all->empty() ? all->front() : HostInterface{};
}

/// "TEXT [brd BROADCAST] [dynamic LIFETIMES]" of each.
std::string told(const std::vector<InterfaceAddress>& addresses) {
  std::string text;
  for (const auto& one : addresses)
    text += (text.empty() ? "" : "; ") + one.text +
            (one.broadcast.empty() ? "" : " brd " + one.broadcast) + (one.isIpv6 ? " six" : "") +
            (one.isDynamic ? " dynamic " + one.lifetimes : "");
  return text;
}

std::string told(const std::vector<InterfaceRoute>& routes) {
  std::string text;
  for (const auto& one : routes)
    text += (text.empty() ? "" : "; ") + one.destination +
            (one.gateway.empty() ? "" : " via " + one.gateway) + one.words;
  return text;
}

TEST(HostInterfaces, KeepTheAddressesThatOthersCanUse) {
  struct Row {
    const char* addresses;
    const char* kept;
  };
  const Row rows[] = {
      {"", ""},
      // By dhclient, on Debian 12.
      {R"({"family":"inet","local":"10.0.2.15","prefixlen":24,"broadcast":"10.0.2.255",)"
       R"("scope":"global","dynamic":true,"label":"eth0","valid_life_time":86312,)"
       R"("preferred_life_time":86312})",
       "10.0.2.15/24 brd 10.0.2.255 dynamic valid_lft 86312 preferred_lft 86312"},
      // By router advertisement: the stable one, the temporary one, the link's own.
      {R"({"family":"inet6","local":"2001:db8::5054:ff:fe12:3456","prefixlen":64,)"
       R"("scope":"global","dynamic":true,"mngtmpaddr":true,"valid_life_time":2591999,)"
       R"("preferred_life_time":604799},{"family":"inet6","local":"2001:db8::dead","prefixlen":64,)"
       R"("scope":"global","temporary":true,"dynamic":true,"valid_life_time":600,)"
       R"("preferred_life_time":600},{"family":"inet6","local":"fe80::1","prefixlen":64,)"
       R"("scope":"link","valid_life_time":4294967295,"preferred_life_time":4294967295})",
       "2001:db8::5054:ff:fe12:3456/64 six dynamic valid_lft 2591999 preferred_lft 604799"},
      // Deprecated: it may go on, and no connection begins with it.
      {R"({"family":"inet6","local":"2001:db8::9","prefixlen":128,"scope":"global",)"
       R"("dynamic":true,"deprecated":true,"valid_life_time":60,"preferred_life_time":0})",
       "2001:db8::9/128 six dynamic valid_lft 60 preferred_lft 0"},
      // For ever, although some daemon has set it.
      {R"({"family":"inet","local":"192.0.2.1","prefixlen":32,"scope":"global","dynamic":true,)"
       R"("valid_life_time":4294967295,"preferred_life_time":4294967295})",
       "192.0.2.1/32 dynamic "},
      {R"({"family":"inet","local":"192.0.2.8","prefixlen":24,"scope":"global","secondary":true,)"
       R"("label":"eth0:1"},{"family":"inet","local":"127.0.0.2","prefixlen":8,"scope":"host"})",
       "192.0.2.8/24"},
      {R"({"family":"inet","local":"","scope":"global"},{"scope":"global"},7,null)", ""},
      {R"({"family":4,"local":["192.0.2.1"],"prefixlen":"24","scope":"global"})", ""},
      {R"({"family":"inet","local":"192.0.2.1","prefixlen":24,"scope":"global","dynamic":true,)"
       R"("valid_life_time":-1,"preferred_life_time":1e300})",
       "192.0.2.1/24 dynamic valid_lft -1 preferred_lft -1"},
  };
  for (const auto& row : rows) {
    const auto interface = interfaceWith(row.addresses);
    EXPECT_EQ(told(interface.addresses), row.kept) << row.addresses;
    EXPECT_EQ(interface.cannotMove, "") << row.addresses;
  }
}

TEST(HostInterfaces, HaveRoutesThatSomeoneMade) {
  struct Row {
    const char* routes;
    const char* ipv6Routes;
    const char* kept;
  };
  const Row rows[] = {
      {"", "", ""},
      {R"({"dst":"default","gateway":"10.0.2.2","dev":"eth0","protocol":"dhcp","prefsrc":)"
       R"("10.0.2.15","metric":100,"flags":[]})",
       "", "default via 10.0.2.2 proto dhcp src 10.0.2.15 metric 100"},
      // The gateway is outside the prefix: the way to it has to come first.
      {R"({"dst":"default","gateway":"203.0.113.1","dev":"eth0","flags":[]},)"
       R"({"dst":"203.0.113.1","dev":"eth0","scope":"link","flags":[]})",
       "", "203.0.113.1 scope link; default via 203.0.113.1"},
      {R"({"dst":"default","gateway":"203.0.113.1","dev":"eth0","flags":["onlink","linkdown"]})",
       "", "default via 203.0.113.1 onlink"},
      {R"({"dst":"10.1.0.0/16","gateway":"10.0.2.9","dev":"eth0","table":"100","flags":[]},)"
       R"({"dst":"10.2.0.0/16","gateway":"10.0.2.9","dev":"eth0","table":"main","flags":[]})",
       "", "10.1.0.0/16 via 10.0.2.9 table 100; 10.2.0.0/16 via 10.0.2.9"},
      // What the kernel makes with an address; what leads nowhere; what is another's.
      {R"({"type":"local","dst":"10.0.2.15","dev":"eth0","table":"local","protocol":"kernel"},)"
       R"({"type":"broadcast","dst":"10.0.2.255","dev":"eth0","table":"local"},)"
       R"({"type":"unreachable","dst":"10.9.0.0/16","dev":"eth0"},)"
       R"({"type":"blackhole","dst":"10.9.0.0/16"},{"dst":"10.8.0.0/16","dev":"eth1"},)"
       R"({"dst":"10.0.2.0/24","dev":"eth0","protocol":"kernel","scope":"link"},{},[],1)",
       "", ""},
      {"",
       R"({"dst":"default","gateway":"fe80::1","dev":"eth0","protocol":"ra","metric":100,)"
       R"("flags":[],"expires":1795,"pref":"medium"},)"
       R"({"dst":"2001:db8:1::/48","gateway":"2001:db8::1","dev":"eth0","protocol":"static",)"
       R"("scope":"link","prefsrc":"2001:db8::7","metric":1024,"flags":[],"pref":"medium"},)"
       R"({"type":"multicast","dst":"ff00::/8","dev":"eth0","table":"local"})",
       "default via fe80::1 proto ra metric 100 expires 1795; "
       "2001:db8:1::/48 via 2001:db8::1 proto static metric 1024"},
  };
  for (const auto& row : rows) {
    const auto interface = interfaceWith("", row.routes, row.ipv6Routes);
    EXPECT_EQ(told(interface.routes), row.kept) << row.routes << row.ipv6Routes;
    EXPECT_EQ(interface.cannotMove, "") << row.routes;
  }
}

TEST(HostInterfaces, SayWhatCannotBecomeAnothers) {
  struct Row {
    const char* addresses;
    const char* routes;
    const char* why;
  };
  const Row rows[] = {
      {R"({"family":"inet","local":"10.8.0.1","address":"10.8.0.2","prefixlen":32,)"
       R"("scope":"global"})",
       "", "it has a point-to-point address, 10.8.0.1"},
      {"",
       R"({"dst":"default","flags":[],"nexthops":[{"gateway":"192.0.2.1","dev":"eth0","weight":1},)"
       R"({"gateway":"192.0.2.2","dev":"eth1","weight":1}]})",
       "a route through it has several ways, default"},
      {"", R"({"dst":"10.0.0.0/8","nexthops":[{"dev":"eth1"},{"dev":"eth2"},4]})", ""},
      {"", R"({"dst":"default","via":{"family":"inet6","host":"fe80::1"},"dev":"eth0"})",
       "a route through it has a gateway of another family"},
  };
  for (const auto& row : rows)
    EXPECT_EQ(interfaceWith(row.addresses, row.routes).cannotMove, row.why)
        << row.addresses << row.routes;
}

TEST(HostInterfaces, AskTheNextRouter) {
  const std::string slow = R"({"dst":"default","gateway":"192.0.2.1","dev":"eth0","metric":600})";
  const std::string quick = R"({"dst":"default","gateway":"192.0.2.2","dev":"eth0"})";
  const std::string onLink = R"({"dst":"default","dev":"eth0","scope":"link"})";
  const std::string inTable =
      R"({"dst":"default","gateway":"192.0.2.3","dev":"eth0","table":"100"})";
  const std::string advertised =
      R"({"dst":"default","gateway":"fe80::1","dev":"eth0","protocol":"ra"})";
  const std::string fixed =
      R"({"dst":"default","gateway":"2001:db8::1","dev":"eth0","protocol":"static"})";
  struct Row {
    std::string routes;
    std::string ipv6Routes;
    const char* gateway;
    bool hasDefault;
  };
  const Row rows[] = {
      {"", "", "", false},
      {slow, "", "192.0.2.1", true},
      {slow + "," + quick, "", "192.0.2.2", true},
      {quick + "," + slow, fixed, "192.0.2.2", true},
      {onLink + "," + slow, "", "192.0.2.1", true},
      {onLink, "", "", false},
      {inTable, "", "", false},
      {"", advertised, "", false},
      {inTable, advertised + "," + fixed, "2001:db8::1", false},
  };
  for (const auto& row : rows) {
    const auto interface = interfaceWith("", row.routes, row.ipv6Routes);
    EXPECT_EQ(interface.gateway(), row.gateway) << row.routes << row.ipv6Routes;
    EXPECT_EQ(interface.defaultRoute() != nullptr, row.hasDefault) << row.routes;
  }
}

TEST(HostInterfaces, TellTheirKinds) {
  const auto all = hostInterfacesOf(
      R"([{"ifname":"br0","link_type":"ether","address":"02:00:00:00:00:01",)"
      R"("linkinfo":{"info_kind":"bridge","info_data":{"forward_delay":1500}}},)"
      R"({"link":"eth0","ifname":"eth0.100","link_type":"ether","linkinfo":{"info_kind":"vlan"}},)"
      R"({"ifname":"eth1","link_type":"ether","master":"br0",)"
      R"("linkinfo":{"info_slave_kind":"bridge","info_slave_data":{"state":"forwarding"}}},)"
      R"({"ifname":"wg0","link_type":"none","linkinfo":{"info_kind":"wireguard"}},)"
      R"({"ifname":"veth1@if5","link_type":"ether","linkinfo":7},{"ifname":""},{"ifname":null}])",
      "", " \n");
  ASSERT_TRUE(all);
  std::string text;
  for (const auto& one : *all)
    text += one.name + "/" + one.kind + "/" + one.master + (one.isEthernet ? "/e " : " ");
  EXPECT_EQ(text, "br0/bridge//e eth0.100/vlan//e eth1//br0/e wg0/wireguard/ veth1@if5///e ");
}

TEST(HostInterfaces, HaveNamesThatMayStandInFiles) {
  for (const char* name : {"a", "_", "eth0.4094", "br-int", "ABCDEFGHIJKLMNO", "0"})
    EXPECT_TRUE(isInterfaceName(name)) << name;
  for (const char* name : {"all", "default", "...", ".hidden", "-", "eth0@if5", "\xC3\xA9th", "a$b",
                           "a'b", "a\tb", "a%d", "$(x)", "ABCDEFGHIJKLMNOP"})
    EXPECT_FALSE(isInterfaceName(name)) << name;
  EXPECT_FALSE(isInterfaceName(std::string_view("a\0b", 3)));
}

} // namespace
} // namespace stackdev
