// The pieces in which Eclipse saves: framed, so that a torn last piece is seen and left out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace stackdev {

/// The whole pieces of a file, as views of it.
std::vector<std::string_view> eclipseChunks(std::string_view bytes);

/// `content` as such a piece.
std::string eclipseChunk(std::string_view content);

} // namespace stackdev
