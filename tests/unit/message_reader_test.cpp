#include "message_reader.h"

#include <gtest/gtest.h>

namespace stackdev::lsp {
namespace {

std::string shownFrame(const Frame& frame) {
  if (const auto* body = std::get_if<Body>(&frame))
    return body->text;
  if (const auto* oversized = std::get_if<OversizedBody>(&frame))
    return "oversized " + (oversized->id ? shown(*oversized->id) : "?");
  return "broken";
}

/// What the bytes are read as, whole or in pieces of `size`.
std::vector<std::string> framesOf(std::string_view bytes, std::size_t size) {
  MessageReader reader;
  std::vector<std::string> frames;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(size, bytes.size()))) {
    reader.append(bytes.substr(0, size));
    while (const auto frame = reader.next())
      frames.push_back(shownFrame(*frame));
  }
  return frames;
}

struct Row {
  const char* bytes;
  std::vector<std::string> frames;
};

TEST(MessageReader, ReadsFramesHoweverTheyAreCut) {
  const std::vector<Row> rows = {
      {"Content-Length: 2\r\n\r\n{}", {"{}"}},
      {"content-length:2\r\n\r\n{}", {"{}"}},
      {"CONTENT-LENGTH: \t2 \r\n\r\n{}", {"{}"}},
      {"Content-Length: 0\r\n\r\nContent-Length: 1\r\n\r\n1", {"", "1"}},
      {"Content-Length: 2\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n[]",
       {"[]"}},
      {"Content-Type: x\r\nContent-Length: 2\r\n\r\n[]Content-Length: 3\r\n\r\nabc", {"[]", "abc"}},
      {"Content-Length: 5\r\n\r\n\r\n\r\n ", {"\r\n\r\n "}},
      {"Content-Length: 5\r\n\r\nabc", {}},
      {"Content-Length", {}},
      {"Content-Length: -2\r\n\r\n{}", {"broken"}},
      {"Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}", {"broken"}},
      {"Content-Length: 2\n\n{}", {"broken"}},
      {"Content-Length: 1073741824\r\n\r\n", {"broken"}},
      {"Content-Type: x\r\n\r\n{}", {"broken"}},
      {"\r\n\r\n", {"broken"}},
      {"\nContent-Length: 2\r\n\r\n{}", {"broken"}},
      {"Content-Length: \r\n\r\n{}", {"broken"}},
      {"Content-Length: 2x\r\n\r\n{}", {"broken"}},
      {"X-1: a:b\r\nContent-Length: 2\r\n\r\n{}", {"{}"}},
      {"Content-Length: 2\rX", {"broken"}},
      {"{}", {"broken"}},
      {"Content-Length: 1\r\n\r\n1{", {"1", "broken"}},
  };
  for (const auto& row : rows)
    for (const std::size_t size :
         {std::size_t{1}, std::size_t{2}, std::size_t{7}, std::size_t{1000}})
      EXPECT_EQ(framesOf(row.bytes, size), row.frames) << row.bytes << " in pieces of " << size;
}

TEST(MessageReader, RefusesANulInAHeader) {
  EXPECT_EQ(framesOf(std::string("X: a\0b\r\n", 8), 1), std::vector<std::string>{"broken"});
}

TEST(MessageReader, ReadsManyThatCameAtOnce) {
  const std::string one = "Content-Length: 5000\r\n\r\n" + std::string(5000, 'x');
  std::string bytes;
  for (int i = 0; i < 500; ++i)
    bytes += one;
  EXPECT_EQ(framesOf(bytes, bytes.size()).size(), 500U);
}

TEST(MessageReader, EndsALongHeader) {
  const std::string name(kMaxHeader, 'a');
  EXPECT_EQ(framesOf(name, 1000), std::vector<std::string>{"broken"});
}

TEST(MessageReader, PassesOverWhatIsTooLargeAndFindsItsId) {
  const auto oversized = [](const std::string& head) {
    const auto size = kMaxBody + 100;
    auto text = "Content-Length: " + std::to_string(size) + "\r\n\r\n" + head;
    text.append(size - head.size(), 'x');
    return text + "Content-Length: 2\r\n\r\n{}";
  };
  const std::vector<std::pair<std::string, std::string>> rows = {
      {R"({"jsonrpc":"2.0","id":7,"params":")", "oversized 7"},
      {R"(no JSON "id":7)", "oversized ?"},
  };
  for (const auto& [head, expected] : rows)
    EXPECT_EQ(framesOf(oversized(head), 1 << 16), (std::vector<std::string>{expected, "{}"}))
        << head;
}

TEST(MessageReader, KnowsWhetherItIsInAMessage) {
  MessageReader reader;
  EXPECT_FALSE(reader.isInMessage());
  reader.append("Content-Length");
  EXPECT_FALSE(reader.next());
  EXPECT_TRUE(reader.isInMessage());
  reader.append(": 2\r\n\r\n{");
  EXPECT_FALSE(reader.next());
  EXPECT_TRUE(reader.isInMessage());
  reader.append("}");
  EXPECT_TRUE(reader.next());
  EXPECT_FALSE(reader.isInMessage());
}

} // namespace
} // namespace stackdev::lsp
