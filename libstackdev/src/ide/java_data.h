// The byte formats that Eclipse writes with Java's DataOutput: integers are big endian.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <stackdev/result.h>

namespace stackdev {

class JavaWriter {
public:
  void byte(std::uint8_t value) { bytes_ += static_cast<char>(value); }
  void int32(std::int32_t value);
  void int64(std::int64_t value);
  /// writeUTF: a 16-bit length and modified UTF-8. Eclipse's own limit is the same.
  void utf(std::string_view utf8);
  /// Eclipse's "number": one byte below 255, else 0xFF and 32 bits.
  void number(std::uint32_t value);
  void raw(std::string_view bytes) { bytes_ += bytes; }

  const std::string& bytes() const { return bytes_; }

private:
  std::string bytes_;
};

/// Reading past the end makes failed() true and every later value zero.
class JavaReader {
public:
  explicit JavaReader(std::string_view bytes) : bytes_(bytes) {}

  std::uint8_t byte();
  std::int32_t int32();
  std::int64_t int64();
  std::string utf(); // UTF-8
  std::uint32_t number();

  bool failed() const { return failed_; }
  /// As if the end had been passed: what was read makes no sense.
  void fail() { failed_ = true; }
  bool atEnd() const { return at_ >= bytes_.size(); }
  std::size_t position() const { return at_; }

private:
  std::uint64_t bigEndian(std::size_t count);

  std::string_view bytes_;
  std::size_t at_ = 0;
  bool failed_ = false;
};

} // namespace stackdev
