// Messages of the editors' server: parameters of whatever shape are refused or answered.
#include "input.h"
#include "json_text.h"
#include "server.h"

namespace {

using namespace stackdev::lsp;

/// A client with a Python document and a manifest open.
Query query() {
  DocumentStore store;
  const std::string source = "import eventlet\ns = '\xC3\xA9'; eventlet.monkey_patch()\n";
  const std::string manifest = "version = 1\nstack = 'x'\n[service.a]\nrepository = 'b'\n";
  stackdev::fuzz::expect(bool(store.open({"file:///nowhere/a.py", "python", 1, source})) &&
                         bool(store.open({"file:///nowhere/stackdev.toml", "toml", 1, manifest})));
  return {store.snapshot(),
          {},
          {},
          {},
          std::make_shared<StackCache>(),
          std::make_shared<std::atomic<bool>>(false)};
}

void answer(const Dispatcher& dispatcher, const Request& request) {
  const auto* deferred = dispatcher.query(request.method);
  if (deferred == nullptr || request.method.starts_with("stackdev/")) // those read the disk
    return;
  if (const auto work = (*deferred)(request.params))
    if (const auto result = (*work)(query()))
      stackdev::fuzz::expect(!asciiJson(*result).empty());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto dispatcher = methods();
  auto value = parsedJson(stackdev::fuzz::text(data, size));
  if (!value)
    return 0;
  auto message = messageOf(std::move(*value));
  if (const auto* request = std::get_if<Request>(&message))
    answer(dispatcher, *request);
  if (auto* notification = std::get_if<Notification>(&message)) {
    Client client([](const json::object&) {});
    Server server{client};
    server.analyse = [](const std::string&) {};
    server.watch = [] {};
    if (const auto* handler = dispatcher.notification(notification->method))
      static_cast<void>((*handler)(server, std::move(notification->params)));
  }
  return 0;
}
