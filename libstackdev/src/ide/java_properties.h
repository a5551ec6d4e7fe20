// java.util.Properties files, the format of Eclipse's preferences: read, and edited key by key so
// that everything else in the file stays as it is.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace stackdev {

/// Keys and values as UTF-8. Later lines win, as in Java.
std::map<std::string, std::string> properties(std::string_view file);

/// `file` with these keys set: lines of theirs are replaced, new ones appended in order, the rest
/// is kept byte for byte. A new file begins with eclipse.preferences.version=1.
std::string withProperties(std::string_view file,
                           const std::vector<std::pair<std::string, std::string>>& values);

} // namespace stackdev
