#include "message_reader.h"

#include <algorithm>
#include <charconv>

#include "oversized_scanner.h"

namespace stackdev::lsp {
namespace {

bool isSameName(std::string_view name, std::string_view lowerCase) {
  return std::equal(name.begin(), name.end(), lowerCase.begin(), lowerCase.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
}

/// What may stand in the name of a header field: whatever else begins a frame is no frame.
bool isNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos)
    return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::optional<std::size_t> number(std::string_view digits) {
  std::size_t value = 0;
  const char* end = digits.data() + digits.size();
  const auto [stopped, error] = std::from_chars(digits.data(), end, value);
  if (error != std::errc() || stopped != end)
    return std::nullopt;
  return value;
}

/// Why `header`, which may not be complete yet, cannot become one; "" if it can.
std::string fault(std::string_view header) {
  bool isInName = true;
  for (std::size_t i = 0; i < header.size(); ++i) {
    const char c = header[i];
    const bool isBreak = c == '\r' && (i + 1 == header.size() || header[i + 1] == '\n');
    if (c == '\n' && i > 0 && header[i - 1] == '\r')
      isInName = true;
    else if (isBreak && (!isInName || (i > 1 && header[i - 1] == '\n')))
      continue; // the end of a field, or the empty line
    else if (c == ':' && isInName)
      isInName = false;
    else if ((isInName && !isNameCharacter(c)) || c == '\n' || c == '\r' || c == '\0')
      return "expected a header such as Content-Length: 42";
  }
  return {};
}

} // namespace

MessageReader::MessageReader() = default;
MessageReader::~MessageReader() = default;

void MessageReader::append(std::string_view bytes) {
  if (!isBroken_)
    bytes_.append(bytes);
}

bool MessageReader::isInMessage() const {
  return length_ || !waiting().empty();
}

std::optional<Frame> MessageReader::next() {
  if (isBroken_)
    return std::nullopt;
  if (!length_)
    if (auto frame = readHeader())
      return frame;
  if (!length_)
    return std::nullopt;
  return *length_ > kMaxBody ? skipBody() : readBody();
}

Frame MessageReader::broken(std::string message) {
  isBroken_ = true;
  bytes_.clear();
  start_ = 0;
  return BrokenFrame{std::move(message)};
}

void MessageReader::consume(std::size_t count) {
  start_ += count;
  if (start_ == bytes_.size()) {
    bytes_.clear();
    start_ = 0;
  } else if (start_ > (std::size_t{1} << 20U)) {
    bytes_.erase(0, start_);
    start_ = 0;
  }
}

std::optional<Frame> MessageReader::readHeader() {
  const auto end = waiting().substr(0, kMaxHeader).find("\r\n\r\n");
  const auto header = waiting().substr(0, end == std::string_view::npos ? kMaxHeader : end + 4);
  if (const auto why = fault(header); !why.empty())
    return broken(why);
  if (end == std::string_view::npos) {
    if (waiting().size() >= kMaxHeader)
      return broken("a header of more than " + std::to_string(kMaxHeader) + " bytes");
    return std::nullopt;
  }
  std::optional<std::size_t> length;
  for (auto rest = header.substr(0, end + 2); !rest.empty();) {
    const auto lineEnd = rest.find("\r\n");
    const auto line = rest.substr(0, lineEnd);
    rest.remove_prefix(lineEnd + 2);
    const auto colon = line.find(':');
    if (!isSameName(line.substr(0, colon), "content-length"))
      continue;
    if (length)
      return broken("two Content-Length headers");
    length = number(trimmed(line.substr(colon + 1)));
    if (!length || *length >= kAbsurdBody)
      return broken("Content-Length: expected a number of bytes below " +
                    std::to_string(kAbsurdBody));
  }
  if (!length)
    return broken("a header without Content-Length");
  length_ = length;
  consume(header.size());
  return std::nullopt;
}

std::optional<Frame> MessageReader::readBody() {
  constexpr std::size_t kFirst = std::size_t{1} << 20U;
  const auto part = waiting().substr(0, *length_ - body_.size());
  // Memory is taken as bytes come, not as the header promises.
  if (body_.size() + part.size() > body_.capacity())
    body_.reserve(body_.size() + part.size() <= kFirst ? std::min(*length_, kFirst) : *length_);
  body_.append(part);
  consume(part.size());
  if (body_.size() < *length_)
    return std::nullopt;
  length_.reset();
  return Body{std::exchange(body_, {})};
}

std::optional<Frame> MessageReader::skipBody() {
  if (scanner_ == nullptr)
    scanner_ = std::make_unique<OversizedScanner>();
  const auto part = waiting().substr(0, *length_ - skipped_);
  scanner_->scan(part);
  skipped_ += part.size();
  consume(part.size());
  const auto size = *length_;
  const auto id = scanner_->id();
  const bool isAtEnd = skipped_ == size;
  if (isAtEnd) {
    length_.reset();
    scanner_.reset();
    skipped_ = 0;
  }
  const bool isNews = !isReported_ && (id || isAtEnd);
  isReported_ = !isAtEnd && (isReported_ || isNews);
  if (isNews)
    return OversizedBody{size, id};
  return isAtEnd ? next() : std::nullopt;
}

} // namespace stackdev::lsp
