#include "clone/credentials.h"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include <unistd.h>

#include "support/git_functions.h"
#include "support/process.h"

namespace stackdev {
namespace {

struct Login {
  std::string user;
  std::string password;
};

/// `git credential fill` in no repository: only the user's and the system's configuration name
/// helpers.
std::optional<Login> loginFor(const std::string& url) {
  const auto git = programOnPath("git");
  if (git.empty() || url.find('\n') != std::string::npos)
    return std::nullopt;
  const auto said = run({.program = git,
                         .arguments = {"credential", "fill"},
                         .withoutVariables = {"GIT_DIR", "GIT_ASKPASS", "SSH_ASKPASS"},
                         .deadline = std::chrono::seconds(30),
                         .variables = {{"GIT_TERMINAL_PROMPT", "0"}},
                         .input = "url=" + url + "\n\n"});
  if (!said || said->status != 0)
    return std::nullopt;
  Login login;
  std::string_view rest = said->output;
  while (!rest.empty()) {
    const auto line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    if (line.starts_with("username="))
      login.user = line.substr(9);
    else if (line.starts_with("password="))
      login.password = line.substr(9);
  }
  return login;
}

int sshKey(git_credential** out, const char* user, int number) {
  static constexpr std::array<const char*, 3> kNames = {"id_ed25519", "id_ecdsa", "id_rsa"};
  const char* home = std::getenv("HOME"); // NOLINT(concurrency-mt-unsafe): nobody sets it
  if (home == nullptr)
    return GIT_PASSTHROUGH;
  for (const auto* name : kNames) {
    const auto key = std::filesystem::path(home) / ".ssh" / name;
    if (::access(key.c_str(), R_OK) == 0 && number-- == 0)
      return git_credential_ssh_key_new(out, user, (key.string() + ".pub").c_str(), key.c_str(),
                                        nullptr);
  }
  return GIT_PASSTHROUGH;
}

} // namespace

int credentialFor(git_credential** out, const char* url, const char* userFromUrl,
                  unsigned int allowedTypes, int tries) {
  const char* user = userFromUrl != nullptr ? userFromUrl : "git";
  if ((allowedTypes & GIT_CREDENTIAL_USERNAME) != 0)
    return git_credential_username_new(out, user);
  if ((allowedTypes & GIT_CREDENTIAL_SSH_KEY) != 0) {
    const bool hasAgent =
        std::getenv("SSH_AUTH_SOCK") != nullptr; // NOLINT(concurrency-mt-unsafe): as above
    if (hasAgent && tries == 0)
      return git_credential_ssh_key_from_agent(out, user);
    return sshKey(out, user, hasAgent ? tries - 1 : tries);
  }
  if ((allowedTypes & GIT_CREDENTIAL_USERPASS_PLAINTEXT) == 0 || tries > 0)
    return GIT_PASSTHROUGH;
  const auto login = loginFor(url);
  if (!login)
    return GIT_PASSTHROUGH;
  return git_credential_userpass_plaintext_new(out, login->user.c_str(), login->password.c_str());
}

} // namespace stackdev
