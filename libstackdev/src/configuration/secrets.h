// Passwords and keys that stackdev makes: random, each in a file of its own that only the user
// can read.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include <stackdev/change_set.h>
#include <stackdev/result.h>

namespace stackdev {

class Secrets {
public:
  /// Those of the services' folder. Nothing is read yet.
  explicit Secrets(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// The secret of this name; a new one if there is none yet. URL-safe base64 of 32 random bytes,
  /// which is also what Fernet takes as a key. Errors: InvalidArgument for a name that is no
  /// file's, Io.
  Result<std::string> secret(const std::string& name);

  /// The files of the secrets that are new.
  const std::vector<FileChange>& newFiles() const { return newFiles_; }

private:
  std::filesystem::path folder_;
  std::map<std::string, std::string> known_;
  std::vector<FileChange> newFiles_;
};

/// URL-safe base64, padded.
std::string base64Url(std::string_view bytes);

} // namespace stackdev
