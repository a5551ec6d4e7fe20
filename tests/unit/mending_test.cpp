#include "doctor/mending.h"

#include <gtest/gtest.h>

#include "temporary_folder.h"

namespace stackdev {
namespace {

struct Row {
  const char* name;
  const char* before;
  const char* after;
  const char* file = "/root/nova/etc/nova.conf";
};

class MendedValueTest : public testing::TestWithParam<Row> {};

TEST_P(MendedValueTest, OneValue) {
  const Mending mending{true, "192.0.2.1"};
  const auto mended = mendedText({GetParam().file, GetParam().before}, mending);
  EXPECT_EQ(mended, GetParam().after);
  EXPECT_EQ(mendedText({GetParam().file, mended}, mending), mended) << "twice is once";
}

INSTANTIATE_TEST_SUITE_P(
    Values, MendedValueTest,
    testing::Values(Row{"Nothing", "# localhost\n[a]\nb = c\r\n\nd",
                        "# localhost\n[a]\nb = c\r\n\nd"},
                    Row{"Charset", "a = 1\nsql = mysql://u:p@h/db\nb = 2\n",
                        "a = 1\nsql = mysql://u:p@h/db?charset=utf8\nb = 2\n"},
                    Row{"CharsetBehindOthers", "--sql=mysql+pymysql://h/db?x=1",
                        "--sql=mysql+pymysql://h/db?x=1&charset=utf8"},
                    Row{"CharsetThere", "sql = mysql://h/db?charset=latin1\n",
                        "sql = mysql://h/db?charset=latin1\n"},
                    Row{"Localhost", "host =  localhost \nurl = http://localhost:5000/localhost\n",
                        "host =  127.0.0.1 \nurl = http://127.0.0.1:5000/localhost\n"},
                    Row{"LocalhostInAUrl", "u = mysql://a:b@localhost/c?charset=utf8\n",
                        "u = mysql://a:b@127.0.0.1/c?charset=utf8\n"},
                    Row{"LocalhostAtTheEnd", "u = http://localhost\n", "u = http://127.0.0.1\n"},
                    Row{"NotLocalhost", "host = http://localhost.example.org\n",
                        "host = http://localhost.example.org\n"},
                    Row{"Catalog", "catalog.R.compute.publicURL = http://localhost:8774/v2\n",
                        "catalog.R.compute.publicURL = http://192.0.2.1:8774/v2\n",
                        "/root/keystone/etc/default_catalog.templates"},
                    Row{"CatalogByNumber", "catalog.R.image.adminURL = http://127.0.0.1:9292/v1\n",
                        "catalog.R.image.adminURL = http://192.0.2.1:9292/v1\n",
                        "/root/keystone/etc/default_catalog.templates"},
                    Row{"CatalogOfDebian", "catalog.R.image.adminURL = http://127.0.1.1:9292/v1\n",
                        "catalog.R.image.adminURL = http://192.0.2.1:9292/v1\n",
                        "/root/keystone/etc/default_catalog.templates"},
                    Row{"CatalogOfOthers",
                        "catalog.R.image.adminURL = http://localhost.example.org:9292/v1\n"
                        "catalog.R.image.publicURL = http://127.0.0.1.example.org/\n",
                        "catalog.R.image.adminURL = http://localhost.example.org:9292/v1\n"
                        "catalog.R.image.publicURL = http://127.0.0.1.example.org/\n",
                        "/root/keystone/etc/default_catalog.templates"},
                    Row{"CatalogWithUrlsInUrls",
                        "catalog.R.x.publicURL = http://localhost/?next=http://127.0.0.1\n",
                        "catalog.R.x.publicURL = http://192.0.2.1/?next=http://192.0.2.1\n",
                        "/root/keystone/etc/default_catalog.templates"},
                    Row{"NoCatalog", "catalog.R.image.adminURL = http://127.0.0.1:9292/v1\n",
                        "catalog.R.image.adminURL = http://127.0.0.1:9292/v1\n"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(MendingTest, AnAddressOfIpv6StandsInBrackets) {
  const Mending mending{false, "2001:db8::7"};
  EXPECT_EQ(
      mendedText({"x.templates", "catalog.R.image.adminURL = http://localhost:9292/v1\n"}, mending),
      "catalog.R.image.adminURL = http://[2001:db8::7]:9292/v1\n");
}

TEST(MendingTest, OfFilesIsBelowTheRootAlone) {
  const test::TemporaryFolder folder;
  Root root{folder.folder("root"), folder / "state", Manifest{}};
  root.manifest->repositories = {{"nova", {}, "", {}}};
  folder.write("root/nova/etc/nova.conf.sample", "sql = mysql://u:p@h/db\n");
  folder.write("out.conf.sample", "a = 1\n");
  ManifestService service;
  service.name = "nova-api";
  service.repository = "nova";
  service.arguments = {"--config-file={nova}/etc/nova.conf",
                       "--config-file=" + (folder / "out.conf").string()};
  root.manifest->services = {service};
  const Examination examined{root,
                             {},
                             {{folder / "root/nova/etc/a.conf", "sql = mysql://u:p@h/db\n"},
                              {folder / "root/nova/etc/fine.conf", "a = 1\n"},
                              {folder / "root-2/b.conf", "sql = mysql://u:p@h/db\n"}}};
  const auto changes = mendedConfigurations(examined);
  ASSERT_TRUE(changes) << changes.error().message;
  ASSERT_EQ(changes->size(), 2U);
  EXPECT_EQ((*changes)[0].path, folder / "root/nova/etc/a.conf");
  EXPECT_EQ((*changes)[0].after, "sql = mysql://u:p@h/db?charset=utf8\n");
  EXPECT_EQ((*changes)[1].path, folder / "root/nova/etc/nova.conf");
  EXPECT_EQ((*changes)[1].before, std::nullopt);
  EXPECT_EQ((*changes)[1].after, "sql = mysql://u:p@h/db\n"); // mended by the next run
}

TEST(MendingTest, WhereLocalhostIsNoIpv6ItStays) {
  EXPECT_EQ(mendedText({"x.conf", "host = localhost\n"}, {}), "host = localhost\n");
}

} // namespace
} // namespace stackdev
