// Text as a word of a shell's command line, for commands that are shown.
#pragma once

#include <string>
#include <string_view>

namespace stackdev {

/// Within quotes, whatever it is.
std::string quotedShellWord(std::string_view text);

/// As it is where no shell would see anything in it, else within quotes.
std::string shellWord(std::string_view text);

} // namespace stackdev
