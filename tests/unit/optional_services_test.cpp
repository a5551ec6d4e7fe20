#include "stack/optional_services.h"

#include <gtest/gtest.h>

#include "temporary_folder.h"

namespace stackdev {
namespace {

/// A compute service that needs the networks, which are optional and have a substitute.
Manifest withNetworks() {
  Manifest manifest;
  ManifestService networks;
  networks.name = networks.repository = "neutron";
  networks.isOptional = true;
  networks.after = {"neutron-database"};
  ManifestService none;
  none.name = "no-networks";
  none.insteadOf = "neutron";
  ManifestService compute;
  compute.name = compute.repository = "nova";
  compute.after = {"nova-database", "neutron", "neutron-database"};
  ManifestService database = networks;
  database.name = "neutron-database";
  database.after = {};
  ManifestService novaDatabase;
  novaDatabase.name = "nova-database";
  manifest.services = {networks, none, compute};
  manifest.steps = {database, novaDatabase};
  return manifest;
}

TEST(OptionalServicesTest, WhatIsNotClonedIsLeftOutAndReplaced) {
  const test::TemporaryFolder root;
  auto manifest = withNetworks();
  settleOptional(manifest, root.path());
  EXPECT_TRUE(manifest.services[0].isManual);
  EXPECT_FALSE(manifest.services[1].isManual);
  EXPECT_FALSE(manifest.services[2].isManual) << "its repository is missing, but it is needed";
  EXPECT_TRUE(manifest.steps[0].isManual);
  EXPECT_EQ(manifest.services[2].after, (std::vector<std::string>{"nova-database", "no-networks"}));
}

TEST(OptionalServicesTest, WhatIsClonedNeedsNoSubstitute) {
  const test::TemporaryFolder root;
  root.folder("neutron");
  auto manifest = withNetworks();
  settleOptional(manifest, root.path());
  EXPECT_FALSE(manifest.services[0].isManual);
  EXPECT_TRUE(manifest.services[1].isManual);
  EXPECT_FALSE(manifest.steps[0].isManual);
  EXPECT_EQ(manifest.services[2].after,
            (std::vector<std::string>{"nova-database", "neutron", "neutron-database"}));
}

} // namespace
} // namespace stackdev
