#include "clone/credentials.h"

#include <cstdlib>
#include <map>
#include <memory>

#include <git2/sys/credential.h>
#include <gtest/gtest.h>

#include "support/git.h"
#include "temporary_folder.h"

namespace stackdev {
namespace {

using Credential = std::unique_ptr<git_credential, void (*)(git_credential*)>;

/// With a home folder and a configuration of git of its own, and no agent.
class CredentialsTest : public testing::Test {
protected:
  CredentialsTest() {
    useGit();
    for (const char* name : {"HOME", "SSH_AUTH_SOCK", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"})
      if (const char* value = std::getenv(name)) // NOLINT(concurrency-mt-unsafe): one thread
        kept_[name] = value;
    ::setenv("HOME", folder.path().c_str(), 1);
    ::setenv("GIT_CONFIG_GLOBAL", (folder / ".gitconfig").c_str(), 1);
    ::setenv("GIT_CONFIG_SYSTEM", "/dev/null", 1);
    ::unsetenv("SSH_AUTH_SOCK");
  }
  ~CredentialsTest() override {
    for (const char* name : {"HOME", "SSH_AUTH_SOCK", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"}) {
      ::unsetenv(name);
      if (kept_.contains(name))
        ::setenv(name, kept_[name].c_str(), 1);
    }
  }

  /// "USER KEY" of a key, "USER PASSWORD", "USER", or "" for none.
  std::string given(unsigned types, int tries, const char* user = nullptr,
                    const char* url = "https://example.org/nova") const {
    git_credential* raw = nullptr;
    const int code = credentialFor(&raw, url, user, types, tries);
    if (code == GIT_PASSTHROUGH)
      return "";
    if (code != 0)
      return "error";
    const Credential credential(raw, raw->free);
    if (raw->credtype == GIT_CREDENTIAL_USERNAME)
      return reinterpret_cast<const git_credential_username*>(raw)->username;
    if (raw->credtype == GIT_CREDENTIAL_USERPASS_PLAINTEXT) {
      const auto* login = reinterpret_cast<const git_credential_userpass_plaintext*>(raw);
      return std::string(login->username) + " " + login->password;
    }
    const auto* key = reinterpret_cast<const git_credential_ssh_key*>(raw);
    if (key->privatekey == nullptr)
      return std::string(key->username) + " agent";
    EXPECT_EQ(std::string(key->publickey), std::string(key->privatekey) + ".pub");
    return std::string(key->username) + " " +
           std::filesystem::path(key->privatekey).lexically_relative(folder.path()).string();
  }

  test::TemporaryFolder folder;

private:
  std::map<std::string, std::string> kept_;
};

TEST_F(CredentialsTest, AreTheUsersKeysOneAfterTheOther) {
  EXPECT_EQ(given(GIT_CREDENTIAL_SSH_KEY, 0), "");
  folder.write(".ssh/id_rsa", "");
  folder.write(".ssh/id_ed25519", "");
  folder.write(".ssh/id_dsa", "");
  folder.write(".ssh/id_ecdsa.pub", "");
  const char* const keys[] = {"git .ssh/id_ed25519", "git .ssh/id_rsa", "", ""};
  for (int tries = 0; tries < 4; ++tries)
    EXPECT_EQ(given(GIT_CREDENTIAL_SSH_KEY, tries), keys[tries]) << tries;
  EXPECT_EQ(given(GIT_CREDENTIAL_SSH_KEY, 0, "me"), "me .ssh/id_ed25519");
  ::setenv("SSH_AUTH_SOCK", "/none", 1); // the agent's come first
  EXPECT_EQ(given(GIT_CREDENTIAL_SSH_KEY, 0), "git agent");
  for (int tries = 0; tries < 3; ++tries)
    EXPECT_EQ(given(GIT_CREDENTIAL_SSH_KEY, tries + 1), keys[tries]) << tries;
  ::unsetenv("SSH_AUTH_SOCK");
  ::unsetenv("HOME");
  EXPECT_EQ(given(GIT_CREDENTIAL_SSH_KEY, 0), "");
}

TEST_F(CredentialsTest, AreAUserWhereOnlyThatIsAsked) {
  EXPECT_EQ(given(GIT_CREDENTIAL_USERNAME, 0), "git");
  EXPECT_EQ(given(GIT_CREDENTIAL_USERNAME | GIT_CREDENTIAL_SSH_KEY, 3, "me"), "me");
  EXPECT_EQ(given(GIT_CREDENTIAL_DEFAULT, 0), ""); // Kerberos and NTLM: not ours
}

TEST_F(CredentialsTest, AreWhatGitsHelpersSayAndNobodyIsAsked) {
  EXPECT_EQ(given(GIT_CREDENTIAL_USERPASS_PLAINTEXT, 0), ""); // no terminal, no helper
  folder.write(".gitconfig",
               "[credential]\n\thelper = store --file='" + (folder / "a b").string() + "'\n");
  folder.write("a b", "https://me:p%40s%20s%C3%A9@example.org\nhttps://other:x@example.net\n");
  EXPECT_EQ(given(GIT_CREDENTIAL_USERPASS_PLAINTEXT, 0), "me p@s s\xC3\xA9");
  EXPECT_EQ(given(GIT_CREDENTIAL_USERPASS_PLAINTEXT, 1), "") << "refused: not again";
  EXPECT_EQ(given(GIT_CREDENTIAL_USERPASS_PLAINTEXT, 0, nullptr, "https://example.net/x"),
            "other x");
  EXPECT_EQ(given(GIT_CREDENTIAL_USERPASS_PLAINTEXT, 0, nullptr, "https://example.com/x"), "");
  EXPECT_EQ(given(GIT_CREDENTIAL_USERPASS_PLAINTEXT, 0, nullptr,
                  "https://example.com/x\nhost=example.org"),
            "")
      << "a URL's second line names another host";
}

} // namespace
} // namespace stackdev
