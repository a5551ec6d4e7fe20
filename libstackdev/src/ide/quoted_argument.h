// One argument in a line of them, as Eclipse and PyDev take programs' arguments apart.
#pragma once

#include <string>

namespace stackdev {

/// `text` is what is written, `plain` what it will be when its variables have their values: quoted
/// only if that has blanks, quotes or backslashes, or is empty.
std::string quotedArgument(const std::string& text, const std::string& plain);

} // namespace stackdev
