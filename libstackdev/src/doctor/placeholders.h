// What installers of 2012 were to fill into configuration files: %SERVICE_TENANT_NAME%.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace stackdev {

/// The first one in a value, with its percent signs; "" if there is none.
std::string_view placeholderIn(std::string_view value);

/// What DevStack fills in: the tenant `service`, the user called as the service whose file this is.
/// "" for what only the user knows, as passwords.
std::string usualValue(std::string_view placeholder, const std::filesystem::path& file);

} // namespace stackdev
