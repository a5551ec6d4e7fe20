// UTF-8: is it, and the UTF-16 that Java and LSP count in.
#pragma once

#include <string>
#include <string_view>

namespace stackdev {

/// Well-formed UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
bool isUtf8(std::string_view text);

/// The text with U+FFFD for each byte that is not well-formed: names of files, for messages.
std::string shownText(std::string_view text);

/// UTF-16 code units of well-formed UTF-8; each byte that is not well-formed becomes U+FFFD.
std::u16string utf16(std::string_view text);

/// The UTF-8 of UTF-16; a surrogate without its other half is encoded as it stands.
std::string utf8(std::u16string_view units);

/// Appends one code point, or a surrogate as Java's modified UTF-8 has them.
void appendUtf8(std::string& text, char32_t point);

} // namespace stackdev
