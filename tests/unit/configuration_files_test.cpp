#include "configuration/configuration_files.h"

#include <gtest/gtest.h>

#include <sys/stat.h>

#include <stackdev/apply.h>

#include "stack/expansion.h"
#include "temporary_folder.h"

namespace stackdev {
namespace {

using test::content;

class ConfigurationFilesTest : public ::testing::Test {
protected:
  ConfigurationFilesTest() {
    folder_.folder("root/nova");
    folder_.write("root/nova/nova.conf.in", "[DEFAULT]\nport = {port:api}\nhome = {nova}\n"
                                            "[database]\nconnection = {database}/nova\n");
    root_.folder = folder_ / "root";
    root_.state = folder_ / "state";
    root_.manifest.emplace();
    root_.manifest->repositories = {{"nova", {}, {}, {}}};
    ManifestService api;
    api.name = "api";
    api.port = 8774;
    root_.manifest->services = {api};
    root_.manifest->values = {{"database", "mysql://u:{secret:db}@127.0.0.1"}};
    root_.manifest->files = {{"nova", "nova/nova.conf", "{nova}/nova.conf.in", ""}};
  }

  void generate() {
    Secrets secrets(servicesFolder(root_.state));
    const auto plan = configurationPlan(root_, secrets);
    ASSERT_TRUE(plan) << plan.error().message;
    warnings_ = plan->warnings;
    const auto done = apply(plan->changes, root_.state, Remember::No);
    ASSERT_TRUE(done) << done.error().message;
  }

  std::filesystem::path file(std::string_view name) const {
    return servicesFolder(root_.state) / name;
  }

  test::TemporaryFolder folder_;
  Root root_;
  std::vector<std::string> warnings_;
};

TEST_F(ConfigurationFilesTest, GeneratesFilesThatOnlyTheUserReads) {
  generate();
  const auto secret = content(file("secrets/db"));
  EXPECT_EQ(secret.size(), 44U);
  EXPECT_EQ(content(file("etc/nova/nova.conf")),
            "[DEFAULT]\nport = 8774\nhome = " + (folder_ / "root/nova").string() +
                "\n[database]\nconnection = mysql://u:" + secret + "@127.0.0.1/nova\n");
  for (const auto* name : {"secrets/db", "etc/nova/nova.conf", "generated/nova/nova.conf"}) {
    struct stat info {};
    ASSERT_EQ(::stat(file(name).c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0600U) << name;
  }
}

TEST_F(ConfigurationFilesTest, ASecondTimeChangesNothing) {
  generate();
  Secrets secrets(servicesFolder(root_.state));
  const auto plan = configurationPlan(root_, secrets);
  ASSERT_TRUE(plan);
  EXPECT_TRUE(minimal(plan->changes).empty());
}

TEST_F(ConfigurationFilesTest, KeepsWhatTheUserChangedAndBringsWhatIsNew) {
  generate();
  folder_.write("state/services/etc/nova/nova.conf",
                "[DEFAULT]\n# my own\nport = 8774\nhome = /elsewhere\ndebug = true\n");
  root_.manifest->services[0].port = 9000;
  generate();
  EXPECT_EQ(content(file("etc/nova/nova.conf")),
            "[DEFAULT]\n# my own\nport = 9000\nhome = /elsewhere\ndebug = true\n");
}

TEST_F(ConfigurationFilesTest, LeavesAChangedFileOfAnotherFormatAlone) {
  root_.manifest->files = {{"settings", "local_settings.py", "", "PORT = {port:api}"}};
  generate();
  EXPECT_EQ(content(file("etc/local_settings.py")), "PORT = 8774\n");
  folder_.write("state/services/etc/local_settings.py", "PORT = 1\n");
  root_.manifest->services[0].port = 9000;
  generate();
  EXPECT_EQ(content(file("etc/local_settings.py")), "PORT = 1\n");
  ASSERT_EQ(warnings_.size(), 1U);
  EXPECT_NE(warnings_[0].find("local_settings.py was changed by you"), std::string::npos);
}

TEST_F(ConfigurationFilesTest, TellsAMissingTemplate) {
  root_.manifest->files = {{"x", "x.conf", "no/such/template", ""}};
  Secrets secrets(servicesFolder(root_.state));
  const auto plan = configurationPlan(root_, secrets);
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().code, ErrorCode::NotFound);
}

TEST(SecretsTest, AreKeysOfFernetAndNeverTheSame) {
  const test::TemporaryFolder folder;
  Secrets secrets(folder.path());
  const auto one = secrets.secret("one");
  ASSERT_TRUE(one);
  EXPECT_EQ(*one, *secrets.secret("one"));
  EXPECT_NE(*one, *secrets.secret("two"));
  EXPECT_EQ(secrets.newFiles().size(), 2U);
  EXPECT_FALSE(secrets.secret("../x"));
  EXPECT_FALSE(secrets.secret(""));
}

TEST(SecretsTest, Base64IsThatOfRfc4648) {
  const std::pair<const char*, const char*> rows[] = {{"", ""},
                                                      {"f", "Zg=="},
                                                      {"fo", "Zm8="},
                                                      {"foo", "Zm9v"},
                                                      {"foob", "Zm9vYg=="},
                                                      {"fooba", "Zm9vYmE="},
                                                      {"\xFB\xFF\xBF", "-_-_"}};
  for (const auto& [bytes, text] : rows)
    EXPECT_EQ(base64Url(bytes), text);
}

} // namespace
} // namespace stackdev
