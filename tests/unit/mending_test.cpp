#include "doctor/mending.h"

#include <gtest/gtest.h>

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
                    Row{"NoCatalog", "catalog.R.image.adminURL = http://127.0.0.1:9292/v1\n",
                        "catalog.R.image.adminURL = http://127.0.0.1:9292/v1\n"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(MendingTest, WhereLocalhostIsNoIpv6ItStays) {
  EXPECT_EQ(mendedText({"x.conf", "host = localhost\n"}, {}), "host = localhost\n");
}

} // namespace
} // namespace stackdev
