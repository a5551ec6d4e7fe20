#include "commands/runner.h"

#include <algorithm>

#include <boost/asio/post.hpp>

#include <stackdev/apply.h>

#include "guarded.h"
#include "uri.h"

namespace stackdev::lsp {
namespace {

const CommandEntry* commandNamed(const std::string& name) {
  const auto& table = commandTable();
  const auto found = std::find_if(table.begin(), table.end(),
                                  [&](const CommandEntry& entry) { return entry.name == name; });
  return found == table.end() ? nullptr : &*found;
}

Result<Arguments> argumentsOf(const ExecuteCommandParams& params) {
  if (!params.arguments || params.arguments->empty() || params.arguments->front().is_null())
    return Arguments({});
  const auto* object = params.arguments->front().if_object();
  if (object == nullptr)
    return Error{ErrorCode::InvalidArgument, params.command + ": arguments: expected one object"};
  return Arguments(*object);
}

/// The root that is named; else that of the document, or of the workspace.
Result<Root> rootOf(const Arguments& arguments, const Query& query, BadManifest badManifest) {
  const auto named = arguments.text("root");
  const auto state = arguments.text("state");
  const auto uri = arguments.text("uri");
  for (const auto* given : {&named, &state, &uri})
    if (!*given)
      return given->error();
  std::filesystem::path current;
  if (*uri) {
    const auto path = pathOf(**uri);
    const auto document = query.document(**uri);
    if (!path && !document)
      return Error{ErrorCode::InvalidArgument, "uri: expected a file: URI"};
    std::error_code ignored;
    current = document                                        ? query.folderOf(**document)
              : std::filesystem::is_directory(*path, ignored) ? *path
                                                              : path->parent_path();
  } else if (!query.folders.empty()) {
    current = query.folders.front();
  } else if (!*named) {
    return Error{ErrorCode::InvalidArgument, "no folder is open: name one, {\"root\": FOLDER}"};
  }
  const auto path = [](const std::optional<std::string>& text) {
    return text ? std::optional<std::filesystem::path>(*text) : std::nullopt;
  };
  return findRoot(path(*named), current, path(*state), badManifest);
}

/// Where no root is to be found, a document that is open can be worked at: its folder.
std::optional<Root> rootOfOpenDocument(const Arguments& arguments, const Query& query) {
  const auto uri = arguments.text("uri");
  if (!uri || !*uri)
    return std::nullopt;
  const auto document = query.document(**uri);
  if (!document)
    return std::nullopt;
  return Root{query.folderOf(**document), {}, std::nullopt};
}

} // namespace

/// One command on its way; kept alive by whatever comes next.
class CommandRunner::Running : public std::enable_shared_from_this<Running> {
public:
  Running(CommandRunner& runner, std::shared_ptr<PendingRequest> request, const CommandEntry& entry,
          Arguments arguments, bool isQuiet, bool isDry)
      : runner_(runner), request_(std::move(request)), entry_(entry), isQuiet_(isQuiet),
        isDry_(isDry), call_{entry.name,
                             runner.server_.query(request_->cancelled()),
                             std::move(arguments),
                             {},
                             {}} {}

  void start(const std::optional<ProgressToken>& token) {
    if (token)
      beginProgress(*token);
    else if (server().can.showsProgress && !isQuiet_)
      createProgress();
    call_.report = [weak = weak_from_this(), &reading = runner_.reading_,
                    lane = runner_.lane_](const std::string& message) {
      boost::asio::post(reading, [weak, lane, message] {
        if (const auto self = weak.lock(); self != nullptr && !lane->isClosed())
          self->reportProgress(message);
      });
    };
    work();
  }

private:
  Server& server() { return runner_.server_; }

  void work() {
    runner_.lane_->submit([self = shared_from_this()]() -> Job {
      if (self->isOver())
        return {};
      return [self]() -> Done {
        auto outcome = std::make_shared<Result<Outcome>>(guarded([&] { return self->called(); }));
        return [self, outcome] { self->proceed(std::move(*outcome)); };
      };
    });
  }

  /// On a worker.
  Result<Outcome> called() {
    const auto root = rootOf(call_.arguments, call_.query, entry_.badManifest);
    const auto other = root || !entry_.worksOnDocuments
                           ? std::nullopt
                           : rootOfOpenDocument(call_.arguments, call_.query);
    if (!root && !other)
      return root.error();
    call_.root = root ? *root : *other;
    return entry_.function(call_);
  }

  void proceed(Result<Outcome> outcome) {
    if (isOver())
      return;
    if (!outcome && outcome.error().code == ErrorCode::Untrusted)
      return askForTrust(outcome.error());
    if (!outcome)
      return answer(outcome.error());
    if (isDry_)
      return answerOnly(*outcome);
    if (outcome->edits.empty())
      return write(std::move(*outcome));
    applyEdits(std::move(*outcome));
  }

  void askForTrust(const Error& why) {
    const ShowMessageRequestParams question{
        MessageType::Warning, why.message + "\nTrust it?", {{"Trust"}, {"No"}}};
    server().client.request("window/showMessageRequest", toJson(question),
                            [self = shared_from_this(), why](const Response& response) {
                              if (self->isOver())
                                return;
                              const auto item = parse<MessageActionItem>(response.result);
                              if (response.error || !item || item->title != "Trust")
                                return self->answer(
                                    Error{why.code, why.message + ". The command stackdev.trust "
                                                                  "trusts it"});
                              self->trust();
                            });
  }

  void trust() {
    runner_.lane_->submit([self = shared_from_this()]() -> Job {
      return [self]() -> Done {
        const auto done = guarded([&]() -> Status {
          const auto plan = trustPlan(self->call_.root);
          auto applied =
              plan ? apply(*plan, self->call_.root.state, Remember::No) : Status(plan.error());
          return isTrusted(self->call_.root) ? Status() : applied; // another one was asked, too
        });
        return [self, done] { done ? self->work() : self->answer(done.error()); };
      };
    });
  }

  void applyEdits(Outcome outcome) {
    if (!server().can.canApplyEdits)
      return answer(Error{ErrorCode::Conflict,
                          "this editor does not let its server edit an open document; use the code "
                          "action, or close the document"});
    for (const auto& edit : outcome.edits) {
      const auto document = server().documents.find(edit.uri);
      if (document == nullptr || document->version() != edit.version)
        return answer(Error{ErrorCode::Conflict, edit.uri + " was changed meanwhile; try again"});
    }
    const ApplyWorkspaceEditParams params{std::string(entry_.title),
                                          workspaceEdit(outcome.edits, server().can)};
    auto rest = std::make_shared<Outcome>(std::move(outcome));
    server().client.request(
        "workspace/applyEdit", toJson(params),
        [self = shared_from_this(), rest](const Response& response) {
          if (self->isOver())
            return;
          const auto result = parse<ApplyWorkspaceEditResult>(response.result);
          if (response.error || !result || !result->applied)
            return self->answer(Error{
                ErrorCode::Conflict,
                "the editor did not apply the edit: " +
                    response.error.value_or(result ? result->failureReason.value_or("") : "")});
          self->write(std::move(*rest));
        });
  }

  void write(Outcome outcome) {
    if (!outcome.changes.empty())
      outcome.act = [changes = std::move(outcome.changes), state = call_.root.state,
                     result = outcome.result, message = outcome.message]() -> Result<Outcome> {
        if (const auto done = apply(changes, state); !done)
          return done.error();
        return Outcome{result, message};
      };
    if (!outcome.act)
      return done(outcome);
    request_->commit();
    runner_.lane_->submit([self = shared_from_this(), act = std::move(outcome.act)]() -> Job {
      return [self, act]() -> Done {
        auto result = std::make_shared<Result<Outcome>>(guarded(act));
        return [self, result] {
          self->server().forgetFindings();
          *result ? self->done(**result) : self->answer(result->error());
        };
      };
    });
  }

  /// What would be done, and none of it.
  void answerOnly(Outcome& outcome) {
    if (!outcome.message.empty() && !isQuiet_)
      server().client.showMessage(MessageType::Info, "dry run: " + outcome.message);
    answer(std::move(outcome.result));
  }

  void done(Outcome& outcome) {
    if (outcome.started)
      runner_.programs_.watch(std::move(*outcome.started));
    if (!outcome.message.empty() && !isQuiet_)
      server().client.showMessage(MessageType::Info, outcome.message);
    answer(std::move(outcome.result));
  }

  void answer(Result<json::value> result) { request_->answer(std::move(result)); }

  /// Cancelled, that is.
  bool isOver() const { return request_->isAnswered(); }

  void createProgress() {
    const ProgressToken token = "stackdev/" + std::to_string(++runner_.lastToken_);
    server().client.request(
        "window/workDoneProgress/create", json::object{{"token", toJson(token)}},
        [weak = weak_from_this(), token](const Response& response) {
          const auto self = weak.lock();
          if (self != nullptr && !response.error && !self->request_->isAnswered())
            self->beginProgress(token);
        });
  }

  void beginProgress(const ProgressToken& token) {
    token_ = token;
    runner_.tokens_[token] = request_;
    request_->beforeAnswer([weak = weak_from_this()] { // a token is good until the answer
      if (const auto self = weak.lock())
        self->endProgress();
    });
    tellProgress(json::object{{"kind", "begin"}, {"title", entry_.title}, {"cancellable", true}});
  }

  void reportProgress(const std::string& message) {
    if (token_)
      tellProgress(json::object{{"kind", "report"}, {"message", message}});
  }

  void endProgress() {
    if (!token_)
      return;
    tellProgress(json::object{{"kind", "end"}});
    const auto own = runner_.tokens_.find(*token_);
    if (own != runner_.tokens_.end() && own->second.lock() == request_) // a client may reuse one
      runner_.tokens_.erase(own);
    token_.reset();
  }

  void tellProgress(json::object value) {
    server().client.notify("$/progress",
                           json::object{{"token", toJson(*token_)}, {"value", std::move(value)}});
  }

  CommandRunner& runner_;
  std::shared_ptr<PendingRequest> request_;
  const CommandEntry& entry_;
  bool isQuiet_; // nothing is shown: a client asks for itself, not for its user
  bool isDry_;   // nothing is written
  CommandCall call_;
  std::optional<ProgressToken> token_;
};

void CommandRunner::run(std::shared_ptr<PendingRequest> request,
                        const ExecuteCommandParams& params) {
  const auto* entry = commandNamed(params.command);
  if (entry == nullptr)
    return request->fail(RpcError::InvalidParams, params.command + " is no command of stackdev's");
  auto arguments = argumentsOf(params);
  if (!arguments)
    return request->answer(arguments.error());
  const auto isQuiet = arguments->flag("quiet");
  const auto isDry = arguments->flag("dryRun");
  for (const auto* flag : {&isQuiet, &isDry})
    if (!*flag)
      return request->answer(flag->error());
  std::make_shared<Running>(*this, std::move(request), *entry, std::move(*arguments), *isQuiet,
                            *isDry)
      ->start(params.workDoneToken);
}

void CommandRunner::cancelProgress(const ProgressToken& token) {
  if (programs_.cancel(token))
    return;
  const auto found = tokens_.find(token);
  if (found == tokens_.end())
    return;
  if (const auto request = found->second.lock())
    request->cancel();
}

} // namespace stackdev::lsp
