// Credentials as git has them: the user's credential helpers, the ssh agent, the keys in ~/.ssh.
#pragma once

#include <git2.h>

namespace stackdev {

/// What to try for `url` after `tries` others were refused. Asks nobody: helpers are told not to.
/// As a git_credential_acquire_cb returns it.
int credentialFor(git_credential** out, const char* url, const char* userFromUrl,
                  unsigned int allowedTypes, int tries);

} // namespace stackdev
