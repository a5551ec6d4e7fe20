#include "configuration/source_metadata.h"

#include <gtest/gtest.h>

#include <stackdev/apply.h>

#include "stack/expansion.h"
#include "temporary_folder.h"

namespace stackdev {
namespace {

TEST(SourceMetadataTest, IsWhatAnInstallationWouldWrite) {
  const test::TemporaryFolder folder;
  folder.write("keystone/setup.cfg", "[metadata]\nname = keystone\n\n[entry_points]\n"
                                     "console_scripts =\n    keystone-manage = keystone.cmd:main\n"
                                     "keystone.identity =\n    sql = keystone.identity:Sql\n"
                                     "    # none\n");
  folder.write("keystone/PKG-INFO", "Metadata-Version: 2.1\nName: keystone\nVersion: 22.0.2\n");
  const auto found = sourceMetadata(folder / "keystone");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->name, "keystone");
  EXPECT_EQ(found->version, "22.0.2");
  EXPECT_EQ(found->entryPoints, "[console_scripts]\nkeystone-manage = keystone.cmd:main\n"
                                "[keystone.identity]\nsql = keystone.identity:Sql\n");
}

TEST(SourceMetadataTest, ReadsPyproject) {
  const test::TemporaryFolder folder;
  folder.write("nova/pyproject.toml", "[project]\nname = 'nova'\n[project.scripts]\n"
                                      "nova-manage = 'nova.cmd.manage:main'\n"
                                      "[project.entry-points.'oslo.config.opts']\n"
                                      "'nova.conf' = 'nova.conf.opts:list_opts'\n");
  const auto found = sourceMetadata(folder / "nova");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->version, "0");
  EXPECT_EQ(found->entryPoints, "[console_scripts]\nnova-manage = nova.cmd.manage:main\n"
                                "[oslo.config.opts]\nnova.conf = nova.conf.opts:list_opts\n");
}

TEST(SourceMetadataTest, LeavesTreesAloneThatNeedNone) {
  const test::TemporaryFolder folder;
  folder.write("egg/setup.cfg", "[metadata]\nname = egg\n[entry_points]\na =\n  b = c\n");
  folder.write("egg/egg.egg-info/entry_points.txt", "[a]\nb = c\n");
  folder.write("bare/setup.cfg", "[metadata]\nname = bare\n");
  folder.write("broken/pyproject.toml", "[project\n");
  for (const auto* tree : {"egg", "bare", "broken", "missing"})
    EXPECT_FALSE(sourceMetadata(folder / tree)) << tree;
}

TEST(SourceMetadataTest, IsKeptInAFolderOfItsOwn) {
  const test::TemporaryFolder folder;
  folder.write("root/python-a/setup.cfg",
               "[metadata]\nname = python-a\n[entry_points]\ng =\n  x = y\n");
  Root root{folder / "root", folder / "state", Manifest{}};
  ManifestRepository repository;
  repository.name = "python-a";
  root.manifest->repositories = {repository};
  const auto update = [&] {
    ChangeSet changes{"metadata", {root.state}, {}};
    EXPECT_TRUE(addSourceMetadata(root, changes));
    EXPECT_TRUE(apply(changes, root.state, Remember::No));
  };
  update();
  const auto own = metadataFolder(root.state) / "python_a.dist-info";
  EXPECT_EQ(test::content(own / "entry_points.txt"), "[g]\nx = y\n");
  EXPECT_EQ(test::content(own / "METADATA"), "Metadata-Version: 2.1\nName: python-a\nVersion: 0\n");
  root.manifest->repositories.clear();
  update();
  EXPECT_EQ(test::content(own / "METADATA"), "<none>");
}

} // namespace
} // namespace stackdev
