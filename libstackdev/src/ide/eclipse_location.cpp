#include "ide/eclipse_location.h"

#include <algorithm>

#include "ide/eclipse_chunks.h"
#include "ide/java_data.h"

namespace stackdev {
namespace {

using Path = std::filesystem::path;

bool isHexDigit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
}

/// As java.net.URI quotes a path: only what is illegal in ASCII, and Unicode's blanks and controls.
std::string fileUri(const Path& path) {
  constexpr std::string_view kLegal = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                      "0123456789-_.!~*'()/:@&=+$,;";
  std::string uri = "file:";
  const auto& text = path.native();
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    // U+0080..U+009F, U+00A0 and the blanks U+2000..U+200A, U+2028, U+2029, U+202F, U+205F, U+3000
    const auto rest = std::string_view(text).substr(i);
    const bool control =
        rest.size() > 1 && byte == 0xC2 && static_cast<unsigned char>(rest[1]) <= 0xA0;
    const bool blank = rest.starts_with("\xE3\x80\x80") || rest.starts_with("\xE2\x81\x9F") ||
                       rest.starts_with("\xE1\x9A\x80") ||
                       (rest.starts_with("\xE2\x80") && rest.size() > 2 &&
                        (static_cast<unsigned char>(rest[2]) <= 0x8A || rest[2] == '\xA8' ||
                         rest[2] == '\xA9' || rest[2] == '\xAF'));
    const std::size_t quoted = control ? 2 : blank ? 3 : 0;
    if (quoted == 0 && (byte >= 0x80 || kLegal.find(text[i]) != std::string_view::npos)) {
      uri += text[i];
      continue;
    }
    for (std::size_t k = 0; k < std::max<std::size_t>(quoted, 1); ++k) {
      constexpr std::string_view kDigits = "0123456789ABCDEF";
      const auto code = static_cast<unsigned char>(text[i + k]);
      uri += '%';
      uri += kDigits[code >> 4U];
      uri += kDigits[code & 15U];
    }
    i += std::max<std::size_t>(quoted, 1) - 1;
  }
  return uri;
}

Path pathOfUri(std::string_view uri) {
  uri.remove_prefix(std::min(uri.size(), std::string_view("file:").size()));
  while (uri.starts_with("//"))
    uri.remove_prefix(1);
  std::string path;
  for (std::size_t i = 0; i < uri.size(); ++i) {
    if (uri[i] == '%' && uri.size() - i > 2 && isHexDigit(uri[i + 1]) && isHexDigit(uri[i + 2])) {
      path += static_cast<char>(std::stoi(std::string(uri.substr(i + 1, 2)), nullptr, 16));
      i += 2;
    } else {
      path += uri[i];
    }
  }
  return path;
}

} // namespace

std::string encodedLocation(const std::optional<Path>& location) {
  JavaWriter out;
  out.utf(location ? "URI//" + fileUri(*location) : "");
  out.int32(0); // dynamic references
  out.int32(0); // build configurations
  out.utf("");  // active build configuration
  out.int32(0); // references of build configurations
  return eclipseChunk(out.bytes());
}

std::optional<Path> decodedLocation(std::string_view bytes) {
  const auto pieces = eclipseChunks(bytes);
  const auto uri = pieces.empty() ? std::string() : JavaReader(pieces.back()).utf();
  if (uri.empty())
    return std::nullopt;
  if (uri.starts_with("URI//"))
    return pathOfUri(std::string_view(uri).substr(5));
  return Path(uri); // old Eclipses wrote the bare path
}

} // namespace stackdev
