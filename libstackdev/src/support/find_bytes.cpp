#include "support/find_bytes.h"

#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace stackdev {

std::size_t findBytes(std::string_view text, std::string_view part, std::size_t from) {
#ifdef __SSE2__
  // Sixteen places at once: where the first and the last byte fit, the rest is compared.
  if (part.size() >= 2 && text.size() >= part.size()) {
    const auto last = part.size() - 1;
    const auto firstByte = _mm_set1_epi8(part.front());
    const auto lastByte = _mm_set1_epi8(part.back());
    for (; from + last + 16 <= text.size(); from += 16) {
      const auto load = [&](std::size_t at) {
        return _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at));
      };
      auto fits = static_cast<unsigned>(_mm_movemask_epi8(_mm_and_si128(
          _mm_cmpeq_epi8(load(from), firstByte), _mm_cmpeq_epi8(load(from + last), lastByte))));
      for (; fits != 0; fits &= fits - 1) {
        const auto at = from + static_cast<std::size_t>(__builtin_ctz(fits));
        if (std::memcmp(text.data() + at, part.data(), part.size()) == 0)
          return at;
      }
    }
  }
#endif
  return text.find(part, from);
}

} // namespace stackdev
