// Reading files. Writing is apply.h's alone.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include <stackdev/result.h>

namespace stackdev {

/// The whole content of a regular file. Errors: NotFound, InvalidArgument if it is no regular
/// file (a FIFO would block) or larger than `limit` bytes, Io.
Result<std::string> readFile(const std::filesystem::path& path,
                             std::size_t limit = std::size_t{64} << 20U);

/// As readFile(), nullopt where there is no such file.
Result<std::optional<std::string>> readFileIfThere(const std::filesystem::path& path);

/// "cannot read /x/y: Permission denied": an Io error for the errno value `number`.
Error systemError(std::string_view what, const std::filesystem::path& path, int number);

} // namespace stackdev
