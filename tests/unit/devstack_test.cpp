#include "launch/devstack.h"

#include <gtest/gtest.h>

#include "temporary_folder.h"

namespace stackdev {
namespace {

std::string shown(const std::vector<DevstackService>& services) {
  std::string text;
  for (const auto& service : services) {
    text += service.program;
    for (const auto& argument : service.arguments)
      text += "|" + argument;
    text += "\n";
  }
  return text;
}

std::string fromCommand(const std::string& command) {
  const test::TemporaryFolder units;
  units.write("devstack@x.service",
              "[Unit]\nDescription = Devstack devstack@x.service\n\n[Service]\nEnvironment = "
              "\"PATH=/usr/bin\"\nUser = stack\nExecStart = " +
                  command + "\nKillMode = process\n\n[Install]\nWantedBy = multi-user.target\n");
  return shown(devstackServices(units.path()));
}

TEST(Devstack, ReadsWhatASystemdUnitStarts) {
  struct Row {
    const char* command;
    const char* expected;
  };
  const Row rows[] = {
      {"/opt/stack/data/venv/bin/nova-compute --config-file /etc/nova/nova-cpu.conf",
       "nova-compute|--config-file|/etc/nova/nova-cpu.conf\n"},
      {"-/usr/local/bin/cinder-volume", "cinder-volume\n"},
      {"/bin/x 'a b' \"c d\"e \"\" 100%%", "x|a b|c de||100%\n"},
      {"/opt/stack/data/venv/bin/uwsgi --ini /etc/nova/nova-api-uwsgi.ini",
       ""}, // not a program of nova's
      {"/bin/x $OPTIONS", ""},
      {"/bin/x ${OPTIONS}", ""},
      {"/bin/x %i", ""},
      {"/bin/x %", ""},
      {"/bin/x \"open", ""},
      {"", ""},
  };
  for (const auto& row : rows)
    EXPECT_EQ(fromCommand(row.command), row.expected) << row.command;
}

TEST(Devstack, TakesItsOwnUnitsOnlyInTheOrderOfPrograms) {
  const test::TemporaryFolder units;
  units.write("devstack@n-sch.service", "[Service]\nExecStart = /v/bin/nova-scheduler\n");
  units.write("devstack@c-vol.service", "[Service]\nExecStart = /v/bin/cinder-volume\n");
  units.write("devstack@broken.service", "ExecStart = /v/bin/without-section\n");
  units.write("ssh.service", "[Service]\nExecStart = /usr/sbin/sshd\n");
  units.folder("devstack@folder.service");
  EXPECT_EQ(shown(devstackServices(units.path())), "cinder-volume\nnova-scheduler\n");
  EXPECT_TRUE(devstackServices(units.path() / "none").empty());
}

} // namespace
} // namespace stackdev
