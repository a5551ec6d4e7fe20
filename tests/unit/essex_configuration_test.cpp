// What `up` generates for the OpenStack of April 2012, from the lines of its own files.
#include "configuration/configuration_files.h"

#include <map>

#include <gtest/gtest.h>

#include <stackdev/stack.h>

#include "stack/expansion.h"
#include "support/file.h"
#include "temporary_folder.h"

namespace stackdev {
namespace {

class EssexConfigurationTest : public ::testing::Test {
protected:
  EssexConfigurationTest() {
    folder_.write("root/keystone/etc/keystone.conf",
                  "[DEFAULT]\n#bind_host = 0.0.0.0\npublic_port = 5000\nadmin_token = ADMIN\n\n"
                  "[sql]\nconnection = sqlite:///keystone.db\nidle_timeout = 200\n\n"
                  "[catalog]\n# dynamic\ndriver = keystone.catalog.backends.sql.Catalog\n");
    folder_.write("root/nova/etc/nova/api-paste.ini",
                  "[filter:authtoken]\nauth_host = 127.0.0.1\nadmin_user = %SERVICE_USER%\n");
    root_.folder = folder_ / "root";
    root_.state = folder_ / "state";
    auto manifest = readManifest(dataFolder() / "pydev-templates/stacks/openstack-essex.toml");
    EXPECT_TRUE(manifest) << manifest.error().message;
    root_.manifest = *manifest;
    expand(*root_.manifest, root_.state);
    Secrets secrets(servicesFolder(root_.state));
    auto plan = configurationPlan(root_, secrets);
    EXPECT_TRUE(plan) << plan.error().message;
    for (const auto& file : plan->changes.files)
      files_[file.path.lexically_relative(servicesFolder(root_.state)).string()] = *file.after;
  }

  const std::string& etc(const std::string& name) { return files_["etc/" + name]; }
  std::string secret(const std::string& name) { return files_["secrets/" + name]; }

  test::TemporaryFolder folder_;
  Root root_;
  std::map<std::string, std::string> files_;
};

TEST_F(EssexConfigurationTest, KeystoneConfIsTheTreesWithTheLinesThatOneChanges) {
  const auto state = servicesFolder(root_.state).string();
  EXPECT_EQ(
      etc("keystone/keystone.conf"),
      "[DEFAULT]\n#bind_host = 0.0.0.0\npublic_port = 5000\nadmin_token = " +
          secret("admin-token") +
          "\nbind_host = 127.0.0.1\nadmin_port = 35357\ncompute_port = 8774\n\n"
          "[sql]\nconnection = mysql+pymysql://stack:" +
          secret("database") +
          "@127.0.0.1:13306/keystone?charset=utf8\nidle_timeout = 200\n\n[catalog]\n# dynamic\n"
          "driver = keystone.catalog.backends.templated.TemplatedCatalog\n"
          "template_file = " +
          state +
          "/etc/keystone/default_catalog.templates\n\n[token]\n"
          "driver = keystone.token.backends.sql.Token\n");
}

TEST_F(EssexConfigurationTest, NovaConfIsFlags) {
  const auto& flags = etc("nova/nova.conf");
  for (const auto* flag :
       {"--auth_strategy=keystone\n", "--connection_type=fake\n", "--flat_network_bridge=br100\n",
        "--network_manager=nova.network.manager.FlatDHCPManager\n", "--volume_group=nova-volumes\n",
        "--iscsi_helper=tgtadm\n", "--image_service=nova.image.glance.GlanceImageService\n",
        "--glance_api_servers=127.0.0.1:9292\n"})
    EXPECT_NE(flags.find(flag), std::string::npos) << flag;
  EXPECT_NE(flags.find("--rabbit_password=" + secret("messages") + "\n"), std::string::npos);
  EXPECT_EQ(flags.find('{'), std::string::npos) << flags;
}

TEST_F(EssexConfigurationTest, ApiPasteHasTheTokenAndTheAccount) {
  const auto& paste = etc("nova/api-paste.ini");
  EXPECT_NE(paste.find("\nadmin_token = " + secret("admin-token") + "\n"), std::string::npos);
  EXPECT_NE(paste.find("\nadmin_user = nova\n"), std::string::npos);
  EXPECT_NE(paste.find("\nadmin_tenant_name = service\n"), std::string::npos);
}

TEST_F(EssexConfigurationTest, TheCommandsComeInTheirOrder) {
  const auto& commands = etc("commands.sh");
  std::size_t last = 0;
  for (const auto* words :
       {"keystone-manage\" --config-file", "keystone-all\"", "identity.py'", "glance-manage\"",
        "glance-registry\"", "glance-api\"",
        "nova-manage\" --flagfile=\"$state/etc/nova/nova.conf\" db sync", "network create",
        "nova-all\"", "vgcreate nova-volumes", "tgtd", "syncdb", "runserver"}) {
    const auto at = commands.find(words);
    ASSERT_NE(at, std::string::npos) << words;
    EXPECT_GT(at, last) << words;
    last = at;
  }
}

TEST_F(EssexConfigurationTest, WhatIsNotClonedHasNoFiles) {
  EXPECT_FALSE(files_.contains("etc/glance/glance-api.conf"));
}

} // namespace
} // namespace stackdev
