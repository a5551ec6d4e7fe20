#include "doctor/placeholders.h"

#include <algorithm>
#include <cctype>
#include <vector>

namespace stackdev {
namespace {

bool isPlaceholderLetter(char c) {
  return std::isupper(static_cast<unsigned char>(c)) != 0 ||
         std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// "nova" of nova/etc/nova/api-paste.ini, /etc/nova/api-paste.ini and nova/etc/api-paste.ini.
std::string serviceOf(const std::filesystem::path& file) {
  const std::vector<std::string> names(file.begin(), file.end());
  const auto etc = std::find(names.rbegin(), names.rend(), "etc");
  if (etc == names.rend())
    return {};
  if (etc - names.rbegin() > 1)
    return *(etc - 1);
  const auto above = etc + 1;
  return above == names.rend() || *above == "/" ? "" : *above;
}

} // namespace

std::string_view placeholderIn(std::string_view value) {
  for (auto open = value.find('%'); open != std::string_view::npos;
       open = value.find('%', open + 1)) {
    const auto close = value.find('%', open + 1);
    if (close == std::string_view::npos)
      return {};
    const auto name = value.substr(open + 1, close - open - 1);
    if (name.size() > 3 && name.find('_') != std::string_view::npos &&
        std::all_of(name.begin(), name.end(), isPlaceholderLetter))
      return value.substr(open, close - open + 1);
  }
  return {};
}

std::string usualValue(std::string_view placeholder, const std::filesystem::path& file) {
  if (placeholder == "%SERVICE_TENANT_NAME%")
    return "service";
  return placeholder == "%SERVICE_USER%" ? serviceOf(file) : "";
}

} // namespace stackdev
