// Binds methods to functions. Every request gets exactly one answer: the function's Result, so that
// no handler can forget or repeat it.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include <stackdev/result.h>

#include "protocol/structure.h"
#include "query.h"

namespace stackdev::lsp {

struct Server;

/// The rest of a request whose parameters were read: for any thread.
using Work = std::function<Result<json::value>(const Query& query)>;

class Dispatcher {
public:
  using Immediate = std::function<Result<json::value>(Server& server, const json::value& params)>;
  using Deferred = std::function<Result<Work>(const json::value& params)>;
  using Notified = std::function<Status(Server& server, json::value&& params)>;

  /// Answered at once, by the thread that reads.
  template <class Params, class R>
  void onRequest(std::string method, Result<R> (*handler)(Server&, const Params&)) {
    requests_[std::move(method)] = [handler](Server& server,
                                             const json::value& raw) -> Result<json::value> {
      const auto params = parse<Params>(raw);
      if (!params)
        return params.error();
      const auto result = handler(server, *params);
      if (!result)
        return result.error();
      return toJson(*result);
    };
  }

  /// Answered by a worker, in the order of the requests.
  template <class Params, class R>
  void onQuery(std::string method, Result<R> (*handler)(const Query&, const Params&)) {
    queries_[std::move(method)] = [handler](const json::value& raw) -> Result<Work> {
      auto params = parse<Params>(raw);
      if (!params)
        return params.error();
      return Work([handler, given = std::move(*params)](const Query& query) -> Result<json::value> {
        const auto result = handler(query, given);
        if (!result)
          return result.error();
        return toJson(*result);
      });
    };
  }

  /// An error is only logged: nobody waits for it. The parameters are the handler's to keep.
  template <class Params>
  void onNotification(std::string method, Status (*handler)(Server&, Params&&)) {
    notifications_[std::move(method)] = [handler](Server& server, json::value&& raw) -> Status {
      auto params = parse<Params>(raw);
      raw = nullptr; // a document's text is held once
      if (!params)
        return params.error();
      return handler(server, std::move(*params));
    };
  }

  /// Null if there is none.
  const Immediate* request(std::string_view method) const { return find(requests_, method); }
  const Deferred* query(std::string_view method) const { return find(queries_, method); }
  const Notified* notification(std::string_view method) const {
    return find(notifications_, method);
  }

private:
  template <class Handlers>
  static const typename Handlers::mapped_type* find(const Handlers& handlers,
                                                    std::string_view method) {
    const auto found = handlers.find(method);
    return found == handlers.end() ? nullptr : &found->second;
  }

  std::map<std::string, Immediate, std::less<>> requests_;
  std::map<std::string, Deferred, std::less<>> queries_;
  std::map<std::string, Notified, std::less<>> notifications_;
};

} // namespace stackdev::lsp
