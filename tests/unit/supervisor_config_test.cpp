#include "supervision/supervisor_config.h"

#include <fstream>

#include <gtest/gtest.h>

#include "support/process.h"
#include "temporary_folder.h"

namespace stackdev {
namespace {

SupervisedProgram programOf(std::vector<std::string> arguments,
                            std::vector<std::pair<std::string, std::string>> environment) {
  return {"one", {"/usr/bin/python3", std::move(arguments), std::move(environment), "/tmp"}};
}

/// What supervisord's own reader makes of the command, a word a line.
std::string wordsRead(const std::string& config, const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder / "log");
  std::ofstream(folder / "supervisord.conf") << config;
  Command command{"/usr/bin/python3",
                  {"-I", "-c",
                   "import sys, shlex; from supervisor.options import ServerOptions\n"
                   "o = ServerOptions(); o.realize(['-c', sys.argv[1]])\n"
                   "p = o.process_group_configs[0].process_configs[0]\n"
                   "print('\\n'.join(shlex.split(p.command)))\n"
                   "print(p.directory, p.autorestart, p.stopwaitsecs, p.umask)\n"
                   "print(p.stdout_logfile, o.logfile, o.pidfile, sep='\\n')",
                   (folder / "supervisord.conf").string()}};
  command.deadline = std::chrono::seconds(60);
  const auto output = run(command);
  return output ? output->output + output->errors : output.error().message;
}

TEST(SupervisorConfigTest, EveryWordArrivesAsItIs) {
  const test::TemporaryFolder folder;
  const std::vector<std::string> hard = {"a b",      " ;x",     "#y",    "%(here)s",
                                         "100%",     "'quote'", "\"d\"", "back\\",
                                         "\xC3\xBC", "$HOME",   "",      "a=b"};
  const auto config = supervisorConfig(folder.path(), folder / "s",
                                       {programOf(hard, {{"PYTHONPATH", "/a b:/c;d"}})});
  ASSERT_TRUE(config) << config.error().message;
  std::string expected =
      "/usr/bin/env\n-u\nPYTHONDONTWRITEBYTECODE\nSTACKDEV_SERVICES=" + folder.path().string() +
      "\nSTACKDEV_SERVICE=one\nPYTHONUNBUFFERED=1\nPYTHONPATH=/a b:/c;d\n"
      "/usr/bin/python3\n";
  for (const auto& word : hard)
    expected += word + "\n";
  EXPECT_EQ(wordsRead(*config, folder.path()).substr(0, expected.size()), expected);
}

TEST(SupervisorConfigTest, LiesInAnyFolder) {
  const test::TemporaryFolder folder;
  const auto services = folder / "a %d %(here)s ;b #c $x \xC3\xBC";
  auto program = programOf({}, {});
  program.program.folder = "/tmp/100% mine";
  const auto config = supervisorConfig(services, services / "supervisord.sock", {program});
  ASSERT_TRUE(config) << config.error().message;
  const auto read = wordsRead(*config, services);
  EXPECT_NE(read.find("/tmp/100% mine"), std::string::npos) << read;
  EXPECT_NE(read.find("\n" + services.string() + "/log/one.log\n" + services.string() +
                      "/supervisord.log\n" + services.string() + "/supervisord.pid\n"),
            std::string::npos)
      << read;
}

TEST(SupervisorConfigTest, RefusesWhatCanNotBeWritten) {
  const auto refusal = [](const SupervisedProgram& program) {
    const auto config = supervisorConfig("/s", "/s/socket", {program});
    return config ? std::string("none") : config.error().message;
  };
  EXPECT_NE(refusal(programOf({"a\nb"}, {})).find("an argument"), std::string::npos);
  EXPECT_NE(refusal(programOf({}, {{"A", "x\ny"}})).find("the variable A"), std::string::npos);
  auto placed = programOf({}, {});
  placed.program.folder = "/a ;b";
  EXPECT_NE(refusal(placed).find("its folder, /a ;b,"), std::string::npos);
  auto named = programOf({}, {});
  named.name = "a:b";
  EXPECT_NE(refusal(named).find("the name"), std::string::npos);
}

TEST(SupervisorConfigTest, AStepIsNotStartedAgain) {
  auto step = programOf({}, {});
  step.once = true;
  const auto config = supervisorConfig("/s", "/s/socket", {step});
  ASSERT_TRUE(config);
  EXPECT_NE(config->find("autorestart = false\nstartsecs = 0\n"), std::string::npos) << *config;
}

} // namespace
} // namespace stackdev
