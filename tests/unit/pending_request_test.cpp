// Requests of either side: each gets one answer, whoever gives it first.
#include "pending_request.h"

#include <gtest/gtest.h>

#include "client.h"

namespace stackdev::lsp {
namespace {

/// What was sent, a line each.
struct Wire {
  std::vector<std::string> sent;
  std::function<void(const json::object&)> sender() {
    return [this](const json::object& message) { sent.push_back(json::serialize(message)); };
  }
  std::string take() {
    std::string all;
    for (const auto& one : std::exchange(sent, {}))
      all += one + "\n";
    return all;
  }
};

TEST(PendingRequest, IsAnsweredOnce) {
  Wire wire;
  PendingRequests requests(wire.sender());
  const auto request = requests.add(std::int64_t{1}, "m", 10);
  EXPECT_EQ(requests.bytes(), 10U);
  request->answer(json::value(true));
  request->answer(json::value(false));
  request->fail(RpcError::InternalError, "late");
  request->cancel();
  EXPECT_EQ(wire.take(), "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":true}\n");
  EXPECT_TRUE(request->isAnswered());
  EXPECT_TRUE(requests.empty());
  EXPECT_EQ(requests.bytes(), 0U);
}

TEST(PendingRequest, TellsEachErrorByItsCode) {
  const std::vector<std::pair<ErrorCode, std::string>> rows = {
      {ErrorCode::InvalidArgument, R"("code":-32602,"message":"no"})"},
      {ErrorCode::Cancelled, R"("code":-32800,"message":"no"})"},
      {ErrorCode::NotFound,
       R"("code":-32803,"message":"no","data":{"code":"not-found","message":"no"}})"},
      {ErrorCode::Conflict,
       R"("code":-32803,"message":"no","data":{"code":"conflict","message":"no"}})"},
      {ErrorCode::Untrusted,
       R"("code":-32803,"message":"no","data":{"code":"untrusted","message":"no"}})"},
      {ErrorCode::Io, R"("code":-32803,"message":"no","data":{"code":"io","message":"no"}})"},
      {ErrorCode::Protocol,
       R"("code":-32803,"message":"no","data":{"code":"protocol","message":"no"}})"},
  };
  for (const auto& [code, error] : rows) {
    Wire wire;
    PendingRequests requests(wire.sender());
    requests.add(std::string("x"), "m", 1)->answer(Error{code, "no"});
    EXPECT_EQ(wire.take(), R"({"jsonrpc":"2.0","id":"x","error":{)" + error + "}\n");
  }
}

TEST(PendingRequest, IsCancelledUnlessItWrites) {
  Wire wire;
  PendingRequests requests(wire.sender());
  const auto first = requests.add(std::int64_t{1}, "a", 1);
  const auto writing = requests.add(std::int64_t{2}, "b", 1);
  const auto text = requests.add(std::string("1"), "c", 1);
  std::string told;
  first->beforeAnswer([&] { told += "first "; });
  writing->commit();
  requests.cancel(std::int64_t{1});
  requests.cancel(std::int64_t{1});
  requests.cancel(std::int64_t{2});
  requests.cancel(std::int64_t{99});
  EXPECT_TRUE(*first->cancelled());
  EXPECT_FALSE(*writing->cancelled());
  EXPECT_FALSE(*text->cancelled()) << "1 is not \"1\"";
  EXPECT_EQ(told, "first ");
  EXPECT_EQ(
      wire.take(),
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32800,\"message\":\"cancelled\"}}\n");
  requests.cancelAll();
  EXPECT_TRUE(*text->cancelled());
  EXPECT_EQ(requests.count(), 1U) << "the one that writes";
  wire.take();
  writing->answer(json::value(nullptr));
  EXPECT_EQ(wire.take(), "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":null}\n");
}

TEST(PendingRequest, OfAnIdThatIsUsedTwiceGetsItsOwn) {
  Wire wire;
  PendingRequests requests(wire.sender());
  const auto first = requests.add(std::int64_t{7}, "m", 1);
  const auto second = requests.add(std::int64_t{7}, "m", 2);
  second->answer(json::value("second"));
  EXPECT_EQ(requests.bytes(), 1U);
  first->answer(json::value("first"));
  EXPECT_EQ(wire.take(), "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":\"second\"}\n"
                         "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":\"first\"}\n");
  EXPECT_TRUE(requests.empty());
}

TEST(Client, HandsEachAnswerToItsRequest) {
  Wire wire;
  Client client(wire.sender());
  std::string answers;
  const auto noting = [&](const std::string& name) {
    return [&answers, name](const Response& response) {
      answers += name +
                 (response.error ? " failed: " + *response.error
                                 : " " + json::serialize(response.result)) +
                 "; ";
    };
  };
  client.request("a", json::object{{"x", 1}}, noting("a"));
  client.request("b", std::nullopt, noting("b"));
  client.notify("c", json::array{1});
  client.showMessage(MessageType::Warning, "w");
  EXPECT_EQ(wire.take(),
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\",\"params\":{\"x\":1}}\n"
            "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"b\"}\n"
            "{\"jsonrpc\":\"2.0\",\"method\":\"c\",\"params\":[1]}\n"
            "{\"jsonrpc\":\"2.0\",\"method\":\"window/showMessage\",\"params\":{\"type\":2,"
            "\"message\":\"w\"}}\n");
  client.receive({std::int64_t{2}, nullptr, "no"});
  client.receive({std::int64_t{2}, json::value(1), std::nullopt}); // once more
  client.receive({std::string("1"), json::value(1), std::nullopt});
  client.receive({std::int64_t{3}, json::value(1), std::nullopt});
  client.receive({std::int64_t{-1}, json::value(1), std::nullopt});
  client.receive({std::int64_t{1}, json::value(5), std::nullopt});
  EXPECT_EQ(answers, "b failed: no; a 5; ");
}

TEST(Client, MayAskAgainWhileItIsAnswered) {
  Wire wire;
  Client client(wire.sender());
  int answered = 0;
  client.request("a", std::nullopt, [&](const Response&) {
    ++answered;
    client.request("b", std::nullopt, [&](const Response&) { answered += 10; });
  });
  client.receive({std::int64_t{1}, nullptr, std::nullopt});
  client.receive({std::int64_t{2}, nullptr, std::nullopt});
  EXPECT_EQ(answered, 11);
}

} // namespace
} // namespace stackdev::lsp
