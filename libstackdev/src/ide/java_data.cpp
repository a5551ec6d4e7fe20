#include "ide/java_data.h"

#include "support/utf8.h"

namespace stackdev {
void JavaWriter::int32(std::int32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8)
    byte(static_cast<std::uint8_t>(static_cast<std::uint32_t>(value) >>
                                   static_cast<unsigned>(shift)));
}

void JavaWriter::int64(std::int64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8)
    byte(static_cast<std::uint8_t>(static_cast<std::uint64_t>(value) >>
                                   static_cast<unsigned>(shift)));
}

void JavaWriter::utf(std::string_view utf8) {
  std::string modified;
  for (const char16_t unit :
       utf16(utf8)) { // surrogates are written one by one, U+0000 as two bytes
    if (unit == 0) {
      modified += "\xC0\x80";
    } else {
      appendUtf8(modified, unit);
    }
  }
  byte(static_cast<std::uint8_t>(modified.size() >> 8U));
  byte(static_cast<std::uint8_t>(modified.size()));
  raw(modified);
}

void JavaWriter::number(std::uint32_t value) {
  if (value < 0xFF) {
    byte(static_cast<std::uint8_t>(value));
    return;
  }
  byte(0xFF);
  int32(static_cast<std::int32_t>(value));
}

std::uint64_t JavaReader::bigEndian(std::size_t count) {
  if (failed_ || bytes_.size() - at_ < count) {
    failed_ = true;
    return 0;
  }
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < count; ++i)
    value = value << 8U | static_cast<std::uint8_t>(bytes_[at_++]);
  return value;
}

std::uint8_t JavaReader::byte() {
  return static_cast<std::uint8_t>(bigEndian(1));
}
std::int32_t JavaReader::int32() {
  return static_cast<std::int32_t>(bigEndian(4));
}
std::int64_t JavaReader::int64() {
  return static_cast<std::int64_t>(bigEndian(8));
}

std::uint32_t JavaReader::number() {
  const auto first = byte();
  return first == 0xFF ? static_cast<std::uint32_t>(int32()) : first;
}

std::string JavaReader::utf() {
  const auto size = bigEndian(2);
  if (failed_ || bytes_.size() - at_ < size) {
    failed_ = true;
    return {};
  }
  const auto modified = bytes_.substr(at_, size);
  at_ += size;
  std::u16string units;
  for (std::size_t i = 0; i < modified.size();) {
    const auto at = [&](std::size_t k) {
      return k < modified.size() ? static_cast<std::uint8_t>(modified[k]) : std::uint8_t{0};
    };
    char32_t unit = at(i);
    if (unit < 0x80) {
      i += 1;
    } else if ((unit & 0xE0U) == 0xC0U) {
      unit = (unit & 0x1FU) << 6U | (at(i + 1) & 0x3FU);
      i += 2;
    } else {
      unit = (unit & 0x0FU) << 12U | (at(i + 1) & 0x3FU) << 6U | (at(i + 2) & 0x3FU);
      i += 3;
    }
    units.push_back(static_cast<char16_t>(unit));
  }
  return utf8(units);
}

} // namespace stackdev
