#include <stackdev/launch_configuration.h>

#include <algorithm>

#include <gtest/gtest.h>

#include <stackdev/stack.h>

#include "temporary_folder.h"

namespace stackdev {
namespace {

/// A repository with a script, and a group whose member `up` starts in a way of its own.
TEST(LaunchConfigurations, AGroupHasTheRepositorysOwnProgramForWhatOurScriptStarts) {
  Project nova;
  nova.name = "nova";
  EntryPoint api;
  api.name = "nova-api";
  api.program = {Program::Kind::Function, {}, "nova.cmd.api", "main", "nova-api"};
  nova.entryPoints = {api};
  Manifest manifest;
  ManifestService service;
  service.name = "nova-api";
  service.repository = "nova";
  service.script = "openstack/api.py";
  manifest.services = {service};
  manifest.groups = {{"openstack", {{"nova-api", 5}}}};

  const test::TemporaryFolder folder;
  Root root;
  root.folder = folder.path();
  root.manifest = manifest;

  const auto found = launchConfigurations(root, {nova}).all;

  const auto group = std::find_if(found.begin(), found.end(),
                                  [](const auto& one) { return !one.members.empty(); });
  ASSERT_NE(group, found.end());
  EXPECT_EQ(group->name, "openstack");
  ASSERT_EQ(group->members.size(), 1U);
  EXPECT_EQ(group->members[0].name, "nova-api");
}

} // namespace
} // namespace stackdev
