// Services and steps that a stack has only where their repository is cloned.
#pragma once

#include <filesystem>

#include <stackdev/manifest.h>

namespace stackdev {

/// Optional ones whose repository is not below `root`, and substitutes of those that are there, are
/// left to be named: none needs them any more. What needed one that is not there needs its
/// substitute.
void settleOptional(Manifest& manifest, const std::filesystem::path& root);

} // namespace stackdev
