// The doctor's checks of configuration files and of what a manifest names: each finding by its id.
#include "doctor/examination.h"

#include <gtest/gtest.h>

#include "doctor/configuration_traps.h"
#include "temporary_folder.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

/// "ID FILE:LINE; ..." of a check's findings, without those that the machine itself may cause.
std::string told(Check check, const Examination& examined) {
  Findings found;
  check(examined, found);
  std::string text;
  for (const auto& one : found)
    if (one.id != "localhost-is-ipv6" && one.id != "iscsi-session-left")
      text += (text.empty() ? "" : "; ") + one.id + " " + one.path.filename().string() + ":" +
              std::to_string(one.line);
  return text;
}

/// Of one file, nova.conf.
std::string told(Check check, const std::string& text) {
  const Root root{"/none", "/none/state", std::nullopt};
  return told(check, Examination{root, {}, {{"/none/etc/nova.conf", text}}});
}

TEST(CheckBackends, AsksWhetherSomebodyListensWhereFilesLead) {
  const std::pair<const char*, const char*> rows[] = {
      {"", ""},
      {"sql_connection = mysql://nova:pw@127.0.0.1:1/nova\n", "database-down nova.conf:1"},
      {"[database]\n\nconnection = mysql+pymysql://nova:p%40w@localhost:1/nova?charset=utf8\r\n",
       "database-down nova.conf:3"},
      {"sql_connection = mysql://nova:pw@192.0.2.1:1/nova\n", ""}, // another machine's
      {"sql_connection = sqlite:///nova.sqlite\n", ""},
      {"# sql_connection = mysql://nova:pw@127.0.0.1:1/nova\n", ""},
      {"transport_url = rabbit://guest:guest@127.0.0.1:1//\n", "broker-down nova.conf:1"},
      {"transport_url = fake:\n", ""},
      {"--rabbit_host=localhost\n--rabbit_port=1\n", "broker-down nova.conf:2"},
      {"rabbit_port = 1\n", "broker-down nova.conf:1"}, // localhost is rabbit_host's default
      {"rabbit_host = 192.0.2.1\nrabbit_port = 1\n", ""},
      {"rabbit_max_retries = 0\nrabbit_durable_queues = False\nrabbits = 1\n", ""},
      {"a = mysql://u:p@127.0.0.1:1/a\nb = mysql://u:p@127.0.0.1:1/b\n",
       "database-down nova.conf:1; database-down nova.conf:2"},
  };
  for (const auto& [text, expected] : rows)
    EXPECT_EQ(told(checkBackends, text), expected) << text;
}

TEST(CheckVolumes, LooksForTheGroupOfLvmAlone) {
  const std::string missing = "volume-group-missing nova.conf:";
  const std::pair<std::string, std::string> rows[] = {
      {"", ""},
      {"volume_group = stackdev-none\n", missing + "1"},
      {"\nvolume_group=stackdev-none\nvolume_driver = nova.volume.driver.ISCSIDriver\n",
       missing + "2"},
      {"volume_driver = cinder.volume.drivers.lvm.LVMVolumeDriver\nvolume_group = stackdev-none\n",
       missing + "2"},
      {"volume_driver = cinder.volume.drivers.rbd.RBDDriver\nvolume_group = stackdev-none\n", ""},
      {"volume_driver = nova.volume.san.SolarisISCSIDriver\nvolume_group = stackdev-none\n", ""},
      {"volume_group = $state_path\n", ""}, // no name of a group
      {"volume_group = ../../tmp\n", ""},
      {"volume_group = --help\n", ""},
      {"volume_group = a b\n", ""},
      {"volume_group =\n", ""},
      {"volume_group = gr\xC3\xBC\xC3\x9F\n", ""},
  };
  for (const auto& [text, expected] : rows)
    EXPECT_EQ(told(checkVolumes, text), expected) << text;
}

TEST(CheckHostNetwork, LooksForInterfacesThatFilesName) {
  const std::pair<const char*, const char*> rows[] = {
      {"", ""},
      {"flat_network_bridge = sd-none0\n", "bridge-missing nova.conf:1"},
      {"--flat_interface=sd-none0\n--vlan_interface=sd-none1\n--public_interface=sd-none0\n",
       "bridge-missing nova.conf:1; bridge-missing nova.conf:2; bridge-missing nova.conf:3"},
      {"flat_network_bridge =\nflat_interface = None of them\nvlan_interface = $x\n", ""},
      {"public_interface = ../../../etc\n", ""},
      {"bridge = sd-none0\n", ""},
      {"public_interface = lo\n", ""},
  };
  for (const auto& [text, expected] : rows)
    EXPECT_EQ(told(checkHostNetwork, text), expected) << text;
}

TEST(CheckHypervisor, SaysNothingWhereNothingIsAskedFor) {
  for (const char* text : {"", "virt_type = qemu\n", "libvirt_type = lxc\n", "#virt_type = kvm\n",
                           "compute_driver = fake.FakeDriver\n", "connection_type = fake\n",
                           "compute_driver =\n", "other = kvm\nother = libvirt\n"})
    EXPECT_EQ(told(checkHypervisor, text), "") << text;
}

TEST(CheckCatalog, ComparesItWithTheAddressForOthers) {
  const Root root{"/none", "/none/state", std::nullopt};
  const std::string here = "catalog.RegionOne.compute.publicURL = http://localhost:8774/v2\n"
                           "catalog.RegionOne.image.publicURL = http://127.0.1.1:9292/v1\n";
  struct Row {
    std::string nova;
    std::string catalog;
    std::string found;
  };
  const std::string says = "catalog-says-localhost default_catalog.templates:";
  const Row rows[] = {
      {"my_ip = 192.0.2.7\n", here, says + "1"}, // one of a file tells enough
      {"my_ip = 192.0.2.7\n", "\n# x\n" + here, says + "3"},
      {"my_ip = 2001:db8::7\n", here, says + "1"},
      {"", here, ""},
      {"my_ip = 127.0.0.1\n", here, ""}, // one node, which says so
      {"my_ip = localhost\n", here, ""},
      {"my_ip = ::1\n", here, ""},
      {"my_ip = $host\n", here, ""},
      {"my_ip = %MY_IP%\n", here, ""},
      {"my_ip =\nmy_ip = 192.0.2.7\n", here, says + "1"},
      {"my_ip = 192.0.2.7\n", "catalog.R.compute.publicURL = http://192.0.2.7:8774/v2\n", ""},
      {"my_ip = 192.0.2.7\n", "catalog.R.compute.publicURL = http://localhost-of.example.org/\n",
       ""},
      {"my_ip = 192.0.2.7\n", "catalog.R.compute.publicURL = http://127.example.org:1/\n", ""},
      {"my_ip = 192.0.2.7\n", "other.url = http://localhost:1/\n", ""},
      {"my_ip = 192.0.2.7\n", "", ""},
  };
  for (const auto& row : rows)
    EXPECT_EQ(told(checkCatalog, Examination{root,
                                             {},
                                             {{"/r/etc/default_catalog.templates", row.catalog},
                                              {"/r/etc/nova.conf", row.nova}}}),
              row.found)
        << row.nova << row.catalog;
}

TEST(CheckConfigurations, ComparesAdminTokens) {
  const Root root{"/none", "/none/state", std::nullopt};
  struct Row {
    std::string keystone;
    std::string nova;
    std::string found;
  };
  const std::string mismatch = "admin-token-mismatch api-paste.ini:";
  const Row rows[] = {
      {"admin_token = ADMIN\n", "admin_token = ADMIN\n", ""},
      {"admin_token = ADMIN\n", "\nadmin_token = 012345SECRET99TOKEN012345\n", mismatch + "2"},
      {"admin_token = ADMIN\n", "admin_token = admin\nadmin_token = ADMIN\n", mismatch + "1"},
      {"# admin_token = ADMIN\n", "admin_token = x\n", ""}, // keystone's default is not known
      {"", "", ""},
      {"admin_token = ADMIN\n", "admin_token = %SERVICE_TOKEN%\n",
       "placeholder-left api-paste.ini:1"},
      {"[DEFAULT]\nadmin_token=ADMIN\r\n", "[filter:authtoken]\r\nadmin_token = ADMIN\r\n", ""},
  };
  for (const auto& row : rows)
    EXPECT_EQ(told(checkConfigurations, Examination{root,
                                                    {},
                                                    {{"/r/nova/etc/api-paste.ini", row.nova},
                                                     {"/r/etc/keystone.conf", row.keystone}}}),
              row.found)
        << row.keystone << row.nova;
}

TEST(CheckConfigurations, LooksForFilesThatAreNamed) {
  const test::TemporaryFolder folder;
  folder.write("nova/etc/nova/policy.json", "{}");
  folder.write("nova/etc/logging.conf", "");
  folder.write("nova/paste.ini", "");
  const Root root{folder.path(), folder / "state", std::nullopt};
  const std::pair<std::string, const char*> rows[] = {
      {"policy_file = policy.json\n", ""},
      {"log_config = logging.conf\n", ""},
      {"log_config = etc/logging.conf\n", ""},
      {"api_paste_config = paste.ini\n", ""},
      {"policy_file = " + (folder / "nova/paste.ini").string() + "\n", ""},
      {"policy_file = none.json\n", "missing-file nova.conf:1"},
      {"\npaste_config_file=/none/paste.ini\n", "missing-file nova.conf:2"},
      {"template_file = default_catalog.templates\n", "missing-file nova.conf:1"},
      {"policy_file = \xC3\xA9t\xC3\xA9.json\n", "missing-file nova.conf:1"},
      {"policy_file =\n", ""},
      {"policy_file = $state_path/policy.json\n", ""},
      {"policy_file = %(here)s/policy.json\n", ""},
      {"#policy_file = none.json\n", ""},
      {"my_policy_file = none.json\n", ""},
  };
  for (const auto& [text, expected] : rows)
    EXPECT_EQ(told(checkConfigurations,
                   Examination{root, {}, {{folder / "nova/etc/nova/nova.conf", text}}}),
              expected)
        << text;
}

TEST(CheckConfigurations, ReadsUrlsOfDatabases) {
  const std::pair<const char*, const char*> rows[] = {
      {"mysql://root@localhost/nova?charset=utf8", "database-empty-password"},
      {"mysql://root:@localhost/nova?charset=utf8", "database-empty-password"},
      {"mysql://:pw@localhost/nova?charset=utf8", ""},
      {"mysql://u:p@ss@localhost/nova?charset=utf8", ""},
      {"mysql:///nova?unix_socket=/run/mysqld.sock&charset=utf8", ""}, // by who asks
      {"mysql://localhost/nova?charset=utf8&init_command=a@b", ""},
      {"mysql://localhost:3306/nova?charset=utf8&x=a@b", ""},
      {"mysql+mysqldb://u:p@h/nova?read_default_file=~/.my.cnf", "database-charset"},
      {"mysqlx://u@h/nova", ""},
      {"mysql:", ""},
      {"postgresql://postgres@localhost/nova", ""},
  };
  for (const auto& [url, id] : rows) {
    std::string found;
    for (const auto& one : findingsIn(std::string("connection = ") + url, "nova.conf"))
      found += one.id;
    EXPECT_EQ(found, id) << url;
  }
}

TEST(LocalhostIn, IsAWholeHost) {
  const std::pair<const char*, std::size_t> rows[] = {
      {"localhost", 0},
      {"localhost:11211", 0},
      {"http://localhost", 7},
      {"http://localhost/", 7},
      {"mysql://u:p@localhost/x", 12},
      {"mysql://localhost:localhost@localhost/localhost", 8},
      {"http://localhost.example.org/", std::string::npos},
      {"http://my-localhost/", std::string::npos},
      {"http://h/localhost", std::string::npos},
      {"localhosts", std::string::npos},
      {"", std::string::npos},
  };
  for (const auto& [value, at] : rows)
    EXPECT_EQ(localhostIn(value), at) << value;
}

TEST(Listed, IsAsPeopleWrite) {
  EXPECT_EQ(listed({}), "");
  EXPECT_EQ(listed({"a"}), "a");
  EXPECT_EQ(listed({"a", "b"}), "a and b");
  EXPECT_EQ(listed({"a", "b", "c"}), "a, b and c");
}

/// A root with a clone of nova and a service of it that is started with these arguments.
class NamedConfigurations : public testing::Test {
protected:
  explicit NamedConfigurations(const char* name = "root")
      : root{folder / name, folder / "state", Manifest{}} {
    std::filesystem::create_directories(root.folder / "nova/etc");
    root.manifest->repositories = {{"nova", {}, {}, {}}, {"glance", {}, {}, {}}};
    service.name = "nova-api";
    service.repository = "nova";
  }

  std::string named(std::vector<std::string> arguments) {
    service.arguments = std::move(arguments);
    std::string text;
    for (const auto& file : namedConfigurations(root, service))
      text += (text.empty() ? "" : " ") + file.lexically_relative(root.folder).string();
    return text;
  }

  test::TemporaryFolder folder;
  Root root;
  ManifestService service;
};

TEST_F(NamedConfigurations, AreThoseOfItsOptions) {
  EXPECT_EQ(named({}), "");
  EXPECT_EQ(named({"--config-file", "{nova}/etc/nova.conf"}), "nova/etc/nova.conf");
  EXPECT_EQ(named({"--config-file={nova}/etc/../nova.conf", "--flagfile={glance}/x"}),
            "nova/nova.conf glance/x");
  EXPECT_EQ(named({"--config-file", "{nova}/a", "--config-file={nova}/a"}), "nova/a");
  EXPECT_EQ(named({"--config-file", "/etc/nova.conf"}),
            Path("/etc/nova.conf").lexically_relative(root.folder).string());
  for (const std::vector<std::string>& none : std::vector<std::vector<std::string>>{
           {"--config-file"},
           {"--config-file", "etc/nova.conf"}, // below nobody knows what
           {"--config-file="},
           {"--config-file", "{state}/etc/nova.conf"},
           {"--config-file", "/x/{quantum}/a"},
           {"--config-file", "{nova"},
           {"--config-files={nova}/a"},
           {"--debug", "{nova}/etc/nova.conf"}})
    EXPECT_EQ(named(none), "") << none.front();
}

class OfARootWithBraces : public NamedConfigurations {
protected:
  OfARootWithBraces() : NamedConfigurations("{nova}") {}
};

TEST_F(OfARootWithBraces, AreFound) {
  EXPECT_EQ(named({"--config-file={nova}/etc/nova.conf"}), "nova/etc/nova.conf");
}

TEST_F(NamedConfigurations, ThatAreMissingAreFindings) {
  const auto found = [&](std::vector<std::string> arguments) {
    service.arguments = std::move(arguments);
    root.manifest->services = {service, service}; // told once
    const Examination examined{root, {}, {}};
    auto text = told(checkServices, examined);
    for (const auto& file : missingWithExample(examined))
      text += " of " + exampleOf(file).lexically_relative(root.folder).string();
    return text;
  };
  EXPECT_EQ(found({"--config-file={nova}/etc/nova.conf"}), "missing-configuration nova.conf:0");
  folder.write("root/nova/etc/nova.conf.example", "");
  folder.write("root/nova/etc/nova.conf.sample", "");
  EXPECT_EQ(found({"--config-file={nova}/etc/nova.conf"}),
            "missing-configuration nova.conf:0 of nova/etc/nova.conf.sample");
  folder.write("root/nova/etc/nova.conf", "");
  EXPECT_EQ(found({"--config-file={nova}/etc/nova.conf"}), "");
  EXPECT_EQ(found({"--config-file=" + (folder / "state/etc/nova.conf").string()}), ""); // up's
  service.repository = "glance"; // not cloned: another finding's
  EXPECT_EQ(found({"--config-file={glance}/etc/glance.conf"}), "");
}

TEST(CheckServices, LooksForTheSettingsOfDjango) {
  const test::TemporaryFolder folder;
  folder.write("horizon/openstack_dashboard/local/local_settings.py.example", "");
  const Root root{folder.path(), folder / "state", std::nullopt};
  Project horizon;
  horizon.name = "horizon";
  horizon.location = folder / "horizon";
  horizon.packages = {"horizon", "openstack_dashboard"};
  EXPECT_EQ(told(checkServices, Examination{root, {horizon}, {}}), "");
  horizon.django = Django{"manage.py", "openstack_dashboard.settings"};
  EXPECT_EQ(told(checkServices, Examination{root, {horizon}, {}}),
            "missing-configuration local_settings.py:0");
  folder.write("horizon/openstack_dashboard/local/local_settings.py", "");
  EXPECT_EQ(told(checkServices, Examination{root, {horizon}, {}}), "");
}

TEST(Examined, AreTheConfigurationFilesOfClones) {
  const test::TemporaryFolder folder;
  const auto write = [&](const std::string& path, const std::string& text) {
    folder.write("root/nova/" + path, text);
  };
  folder.write("root/nova/.git/HEAD", "");
  write("setup.py", "from setuptools import setup\nsetup(name='nova')\n");
  write("etc/a.conf", "a");
  write("etc/nova/b.ini", "b");
  write("etc/1/2/3/deep.conf", "d");
  write("etc/1/2/3/4/deeper.conf", "");
  write("etc/c.templates", "c");
  write("etc/large.conf", std::string((1U << 20U) + 1, 'x'));
  write("etc/x.conf.sample", "");
  write("etc/x.json", "");
  write("other/y.conf", "");
  write("etc/private/z.conf", "z");
  folder.folder("root/nova/etc/folder.conf");
  std::filesystem::create_symlink("nowhere", folder / "root/nova/etc/0-dangling.conf");
  std::filesystem::create_symlink("loop.conf", folder / "root/nova/etc/loop.conf");
  std::filesystem::permissions(folder / "root/nova/etc/private", std::filesystem::perms::none);
  Root root{folder / "root", folder / "state", Manifest{}};
  ManifestService service;
  service.name = "n";
  service.arguments = {"--config-file=" + folder.write("named.txt", "n").string(),
                       "--config-file=/dev/zero", "--config-file=" + (folder / "none").string()};
  root.manifest->services = {service};
  const auto result = examined(root);
  std::filesystem::permissions(folder / "root/nova/etc/private", std::filesystem::perms::owner_all);
  ASSERT_TRUE(result) << result.error().message;
  std::string text;
  for (const auto& file : result->configurations)
    if (file.path.filename() != "z.conf") // the superuser reads that, too
      text += file.path.filename().string() + "=" + file.text + " ";
  EXPECT_EQ(text, "named.txt=n deep.conf=d a.conf=a c.templates=c b.ini=b ");
}

TEST(CheckPython, LooksForTheManifestsInterpreters) {
  const test::TemporaryFolder folder;
  Root root{folder.path(), folder / "state", Manifest{}};
  const std::pair<std::string, const char*> rows[] = {
      {"/usr/bin/env", ""},
      {"env", ""},
      {folder.write("python", "").string(), ""},
      {"stackdev-python9.9", "interpreter-gone stackdev.toml:0"},
      {(folder / "venv/bin/python").string(), "interpreter-gone stackdev.toml:0"},
  };
  for (const auto& [interpreter, expected] : rows) {
    root.manifest->interpreters = {interpreter};
    EXPECT_EQ(told(checkPython, Examination{root, {}, {}}), expected) << interpreter;
  }
}

} // namespace
} // namespace stackdev
