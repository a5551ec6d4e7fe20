// UTF-8: is it, and the UTF-16 that Java and LSP count in.
#pragma once

#include <string>
#include <string_view>

namespace stackdev {

/// Well-formed UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
bool isUtf8(std::string_view text);

/// UTF-16 code units of well-formed UTF-8; each byte that is not well-formed becomes U+FFFD.
std::u16string utf16(std::string_view text);

} // namespace stackdev
