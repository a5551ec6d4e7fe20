#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <optional>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <boost/asio/signal_set.hpp>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <stackdev/standard_streams.h>

#include "server.h"
#include "transport.h"

namespace stackdev::lsp {
namespace {

constexpr int kUsage = 2;
constexpr int kSystem = 3;

struct Options {
  std::string socket;
  std::string logFile;
  bool isStdio = false;
  bool checksParent = false;
  int verbosity = 0;
};

/// Never to standard output: that is the wire.
void openLog(const Options& options) {
  if (options.logFile.empty()) {
    spdlog::set_default_logger(spdlog::stderr_logger_mt("stackdev-lsp"));
  } else {
    const auto mask = ::umask(0177);
    spdlog::set_default_logger(spdlog::basic_logger_mt("stackdev-lsp", options.logFile));
    ::umask(mask);
  }
  spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%e %l: %v");
  spdlog::set_level(options.verbosity >= 2   ? spdlog::level::debug
                    : options.verbosity == 1 ? spdlog::level::info
                                             : spdlog::level::warn);
  spdlog::flush_on(spdlog::level::debug); // who follows the log sees the last message, too
}

/// A terminal or a pipe that others share stays as it was found.
class BlockingModes {
public:
  BlockingModes()
      : input_(::fcntl(STDIN_FILENO, F_GETFL)), output_(::fcntl(STDOUT_FILENO, F_GETFL)) {}
  ~BlockingModes() { restore(); }
  BlockingModes(const BlockingModes&) = delete;
  BlockingModes& operator=(const BlockingModes&) = delete;

  void restore() const {
    ::fcntl(STDIN_FILENO, F_SETFL, input_);
    ::fcntl(STDOUT_FILENO, F_SETFL, output_);
  }

private:
  int input_;
  int output_;
};

int serve(const Options& options) {
  const BlockingModes modes;
  std::signal(SIGPIPE, SIG_IGN);
  Process process;
  process.methods = methods();
  process.checksParent = options.checksParent;
  int status = 0;
  boost::asio::signal_set signals(process.reading, SIGINT, SIGTERM);
  signals.async_wait([&](const auto&, int) { process.reading.stop(); });
  std::unique_ptr<Listener> listener;
  std::shared_ptr<Connection> connection;
  if (!options.socket.empty()) {
    auto listening = Listener::on(process, options.socket);
    if (!listening) {
      spdlog::error("{}", listening.error().message);
      return kSystem;
    }
    listener = std::move(*listening);
  } else {
    connection = connectStandardStreams(process, [&](int ended) {
      status = ended;
      process.reading.stop();
    });
  }
  process.reading.run();
  listener.reset();
  if (process.isWorking()) { // what writes has a journal; nobody is left to wait for the rest
    modes.restore();
    spdlog::shutdown();
    std::_Exit(status);
  }
  return status;
}

int run(int argc, char** argv) {
  CLI::App app("The stackdev server for editors: LSP 3.17 over standard input and output.",
               "stackdev-lsp");
  app.set_version_flag("--version", "stackdev-lsp " STACKDEV_VERSION);
  Options options;
  app.add_option("--socket", options.socket, "Serve any number of clients on a UNIX socket instead")
      ->type_name("PATH");
  app.add_flag("--stdio", options.isStdio, "What it does anyway; some clients say so")
      ->excludes("--socket");
  app.add_flag("--check-parent-process", options.checksParent,
               "End when the process that the client names in initialize has ended");
  app.add_option("--log-file", options.logFile, "Log there, not to standard error")
      ->type_name("FILE");
  app.add_flag("-v,--verbose", options.verbosity, "Log one line per request; twice: messages, too");
  app.footer("Example: stackdev-lsp --log-file /tmp/stackdev-lsp.log -v");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kUsage;
  }
  if (app.count("--socket") > 0 && options.socket.empty()) {
    std::cerr << "stackdev-lsp: --socket: expected a path\n";
    return kUsage;
  }
  openLog(options);
  return serve(options);
}

} // namespace
} // namespace stackdev::lsp

int main(int argc, char** argv) {
  try {
    stackdev::openStandardStreams();
    return stackdev::lsp::run(argc, argv);
  } catch (const std::exception& error) { // bad_alloc, a log that cannot be opened
    std::cerr << "stackdev-lsp: " << error.what() << '\n';
    return stackdev::lsp::kSystem;
  }
}
