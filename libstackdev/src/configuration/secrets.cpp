#include "configuration/secrets.h"

#include <cerrno>

#include <sys/random.h>

#include "support/file.h"

namespace stackdev {
namespace {

constexpr std::size_t kBytes = 32;

Result<std::string> randomBytes() {
  std::string bytes(kBytes, '\0');
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    return systemError("cannot read", "random bytes", errno);
  return bytes;
}

} // namespace

std::string base64Url(std::string_view bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    unsigned group = 0;
    for (std::size_t j = 0; j < 3; ++j)
      group = group << 8U | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0U);
    for (unsigned j = 0; j < 4; ++j)
      text += i + j <= bytes.size() ? kDigits[group >> (18U - 6U * j) & 63U] : '=';
  }
  return text;
}

Result<std::string> Secrets::secret(const std::string& name) {
  if (const auto known = known_.find(name); known != known_.end())
    return known->second;
  if (name.empty() || name.front() == '.' || name.find('/') != std::string::npos)
    return Error{ErrorCode::InvalidArgument, "{secret:" + name + "}: no name of a file"};
  const auto file = folder_ / "secrets" / name;
  auto value = readFileIfThere(file);
  if (!value)
    return value.error();
  if (!*value) {
    const auto bytes = randomBytes();
    if (!bytes)
      return bytes.error();
    *value = base64Url(*bytes);
    newFiles_.push_back({file, std::nullopt, **value, FileMode::Private});
  }
  (*value)->erase((*value)->find_last_not_of("\r\n") + 1); // an editor's, not the password's
  return known_[name] = **value;
}

} // namespace stackdev
