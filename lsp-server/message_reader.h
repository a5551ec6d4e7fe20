// Bytes to messages: `Content-Length: N`, an empty line, N bytes of JSON. Knows nothing of what the
// JSON says, but for the id of a body that is too large to be kept.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "protocol/message.h"

namespace stackdev::lsp {

inline constexpr std::size_t kMaxHeader = 8192;
inline constexpr std::size_t kMaxBody = std::size_t{64} << 20U;
/// Nobody sends this much: the number is garbage, and what follows cannot be told apart.
inline constexpr std::size_t kAbsurdBody = std::size_t{1} << 30U;

struct Body {
  std::string text;
};

/// A body over kMaxBody. It is passed over; this comes as soon as its id is known, or at its end.
struct OversizedBody {
  std::size_t size;
  std::optional<Id> id;
};

/// Where the next message begins is not known any more.
struct BrokenFrame {
  std::string message;
};

using Frame = std::variant<Body, OversizedBody, BrokenFrame>;

class OversizedScanner;

class MessageReader {
public:
  MessageReader();
  ~MessageReader();

  void append(std::string_view bytes);

  /// Nullopt: more bytes are needed. After a BrokenFrame there is nothing more.
  std::optional<Frame> next();

  /// Whether bytes of an unfinished message wait.
  bool isInMessage() const;

private:
  std::optional<Frame> readHeader();
  std::optional<Frame> readBody();
  std::optional<Frame> skipBody();
  Frame broken(std::string message);
  std::string_view waiting() const { return std::string_view(bytes_).substr(start_); }
  void consume(std::size_t count);

  std::string bytes_; // not yet read, from start_
  std::size_t start_ = 0;
  std::optional<std::size_t> length_; // of the body that comes
  std::string body_;
  std::size_t skipped_ = 0;
  std::unique_ptr<OversizedScanner> scanner_; // while a body is passed over
  bool isReported_ = false;
  bool isBroken_ = false;
};

} // namespace stackdev::lsp
