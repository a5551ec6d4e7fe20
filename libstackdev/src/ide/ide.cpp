#include "ide/ide.h"

#include "support/file.h"

namespace stackdev {

Result<FileHistory> historyOf(const std::filesystem::path& file, const GeneratedFiles& generated) {
  auto current = readFileIfThere(file);
  if (!current)
    return current.error();
  return FileHistory{std::move(*current), generated.text(file)};
}

std::string stackName(const Root& root) {
  return root.manifest ? root.manifest->stack : root.folder.filename().string();
}

bool isBelow(const std::filesystem::path& path, const std::filesystem::path& folder) {
  const auto relative = path.lexically_relative(folder);
  return !relative.empty() && *relative.begin() != "..";
}

bool isThere(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

} // namespace stackdev
