// Edits of configuration files that keep what the user wrote: his comments, his order, his values.
#pragma once

#include <string>
#include <string_view>

namespace stackdev {

/// `mine`, the user's version of a generated file, with what stackdev wants otherwise since then:
/// keys that differ between `before` and `after`, both generated, are set, added or removed, unless
/// he has given them another value. Everything else stays, byte for byte. For the INI format of
/// oslo.config: sections, `key = value`, keys of several values, lines that go on indented.
std::string merged(std::string_view mine, std::string_view before, std::string_view after);

/// The text with the keys of `settings`, of the same format, set to what that says.
std::string withSettings(std::string_view text, std::string_view settings);

} // namespace stackdev
