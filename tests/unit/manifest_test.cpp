#include <stackdev/manifest.h>

#include <algorithm>

#include <gtest/gtest.h>

#include <stackdev/stack.h>

#include "temporary_folder.h"

namespace stackdev {
namespace {

using test::TemporaryFolder;

/// Begins on line 1, so that the rows' first line is line 3.
constexpr std::string_view kHead = "version = 1\nstack = 's'\n";

std::string problems(std::string_view text) {
  std::string lines;
  for (const auto& problem : parsedManifest(text).problems)
    lines += std::to_string(problem.line) + ": " + problem.key + ": " + problem.message + "\n";
  return lines;
}

struct Row {
  std::string_view text;
  std::string_view problems;
};

TEST(Manifest, SaysWhatIsWrongAndWhere) {
  const std::vector<Row> rows = {
      {"", ""},
      {"workspace = 3", "3: workspace: expected a string, got an integer\n"},
      {"workspace = 1.5", "3: workspace: expected a string, got a float\n"},
      {"workspace = true", "3: workspace: expected a string, got a boolean\n"},
      {"workspace = 2012-04-05", "3: workspace: expected a string, got a date or time\n"},
      {"workspace = []", "3: workspace: expected a string, got an array\n"},
      {"workspace = 'a${b}'",
       "3: workspace: \"${\" is not allowed: write {NAME} for the folder of repository NAME\n"},
      {"workspace = \"a\\nb\"", "3: workspace: control characters are not allowed\n"},
      {"interpreters = 'python3'", "3: interpreters: expected an array of strings, got a string\n"},
      {"interpreters = ['a', 3]", "3: interpreters: expected a string, got an integer\n"},
      {"nonsense = 1", "3: nonsense: unknown key\n"},
      {"repository = 1", "3: repository: expected a table, got an integer\n"},
      {"[repository]\nnova = 1", "4: repository.nova: expected a table, got an integer\n"},
      {"[repository.nova]\nurl = 'x'", "4: repository.nova.url: unknown key\n"},
      {"[repository.nova]\nurls = ['--upload-pack=x']",
       "4: repository.nova.urls: expected a URL or a path, got \"--upload-pack=x\"\n"},
      {"[repository.nova]\nurls = ['']",
       "4: repository.nova.urls: expected a URL or a path, got \"\"\n"},
      {"[repository.nova]\nrevision = '-x'",
       "4: repository.nova.revision: must not begin with '-'\n"},
      {"[repository.'-x']\n", "3: repository.-x: is no name: it must not be empty, begin with '-' "
                              "or '.', or hold '/'\n"},
      {"[repository.'a/b']\n", "3: repository.a/b: is no name: it must not be empty, begin with "
                               "'-' or '.', or hold '/'\n"},
      {"[repository.nova]\n\nreferences = ['glance']",
       "5: repository.nova.references: there is no repository called glance\n"},
      {"[repository.nova]\n[service.nova-api]\nrepository = 'nova'\nprogram = 'bin/x'\n"
       "port = 70000",
       "7: service.nova-api.port: expected 1..65535, got 70000\n"},
      {"[repository.nova]\n[service.nova-api]\nrepository = 'nova'\nprogram = 'bin/x'\nport = '1'",
       "7: service.nova-api.port: expected an integer, got a string\n"},
      {"[repository.nova]\n[service.x]\nrepository = 'nova'",
       "4: service.x.program: expected one of program, entry-point, module, wsgi and script, got "
       "0\n"},
      {"[repository.nova]\n[service.x]\nrepository = 'nova'\nprogram = 'a'\nmodule = 'b'",
       "6: service.x.program: expected one of program, entry-point, module, wsgi and script, got "
       "2\n"},
      {"[repository.nova]\n[service.x]\nrepository = 'nova'\nentry-point = 'a.b'",
       "6: service.x.entry-point: expected MODULE:FUNCTION, got a.b\n"},
      {"[repository.nova]\n[service.x]\nrepository = 'nova'\nprogram = '../a'",
       "6: service.x.program: must be a path below the repository, got ../a\n"},
      {"[repository.nova]\n[service.x]\nrepository = 'nova'\nprogram = 'a'\n"
       "working-directory = '..'",
       "7: service.x.working-directory: must be a path below a repository, or an absolute one, got "
       "..\n"},
      {"[repository.nova]\n[service.x]\nrepository = 'nova'\nprogram = 'a'\n"
       "working-directory = '{nova}/../glance'",
       "7: service.x.working-directory: must be a path below a repository, or an absolute one, got "
       "{nova}/../glance\n"},
      {"[repository.nova]\n[service.x]\nrepository = 'nova'\nprogram = 'a'\n"
       "working-directory = '{glance}'",
       "7: service.x.working-directory: there is no repository called glance\n"},
      {"[repository.nova]\n[service.x]\nrepository = 'nova'\nprogram = 'a'\n"
       "working-directory = '{nova'",
       "7: service.x.working-directory: expected {NAME} or {NAME}/..., got {nova\n"},
      {"[service.x]\nprogram = 'a'", "3: service.x.repository: is missing\n"},
      {"[service.x]\nprogram = 'a'\nrepository = ''",
       "5: service.x.repository: must not be empty\n"},
      {"[service.x]\nprogram = 'a'\nrepository = 'glance'",
       "5: service.x.repository: there is no repository called glance\n"},
      {"[repository.nova]\n[service.x]\nrepository = 'nova'\nprogram = 'a'\nafter = ['y']",
       "7: service.x.after: there is no service or step called y\n"},
      {"[service.x]\nscript = 'a.py'\nready = 'http://example.org/'",
       "5: service.x.ready: expected http://127.0.0.1:PORT/..., got http://example.org/\n"},
      {"[service.x]\nscript = 'a.py'\narguments = ['{secret:p}']",
       "5: service.x.arguments: {secret:...} may stand in a generated file only\n"},
      {"[service.x]\nscript = 'a.py'\nenvironment = { A = '{secret:p}' }",
       "5: service.x.environment.A: {secret:...} may stand in a generated file only\n"},
      {"[service.x]\nscript = '../a.py'",
       "4: service.x.script: must be a path below what ships with stackdev, got ../a.py\n"},
      {"[service.x]\nscript = 'a.py'\nfurther-ports = [1, 0]",
       "5: service.x.further-ports: expected 1..65535, got 0\n"},
      {"[service.x]\nscript = 'a.py'\n[step.x]\nscript = 'b.py'",
       "5: step.x: a service is called x, too\n"},
      {"[step.x]\nscript = 'b.py'\nport = 1", "5: step.x.port: unknown key\n"},
      {"[repository.nova]\n[service.x]\nrepository = 'nova'\nwsgi = 'a:b'",
       "4: service.x.port: is missing\n"},
      {"[file.x]", "3: file.x.template: expected one of template and content\n"},
      {"[check.x]\nurl = 'http://127.0.0.1:1/'\nscript = 'a.py'",
       "4: check.x.url: expected one of url and script\n"},
      {"[repository.nova]\n[service.x]\nrepository = 'nova'\nprogram = 'a'\nenvironment = []",
       "7: service.x.environment: expected a table of strings, got an array\n"},
      {"[group.all]\nmembers = ['x']",
       "4: group.all.members: expected an array of tables, got a string\n"},
      {"[group.all]\nmembers = 'x'",
       "4: group.all.members: expected an array of tables, got a string\n"},
      {"[group.all]\nmembers = [\n  { delay = 1 },\n]",
       "5: group.all.members.service: is missing\n"},
      {"[group.all]\nmembers = [\n  { service = 'x' },\n]",
       "5: group.all.members.service: there is no service called x\n"},
      {"[tests.t]\nrepository = 'nova'",
       "4: tests.t.repository: there is no repository called nova\n"},
      {"[repository.nova]\n[tests.t]\nrepository = 'nova'\nrunner = 'zope'",
       "6: tests.t.runner: expected unittest, nose or pytest, got zope\n"},
      {"[rewrite]\n'https://a' = '-x'", "4: rewrite.https://a: expected the beginning of a URL on "
                                        "both sides, got \"https://a\" = \"-x\"\n"},
      {"[preset.p]\nlibrary = 'asyncio'\narguments = 'x'",
       "4: preset.p.library: expected eventlet or gevent, got asyncio\n"},
      {"[rewrite]\n'https://a' = 1", "4: rewrite.https://a: expected a string, got an integer\n"},
      {"[values]\na = 'b'\nc = 'x${y}'",
       "5: values.c: \"${\" is not allowed: write {NAME} for the folder of repository NAME\n"},
      {"[environment]\nA_1 = 'x'\n'A;rm -rf x;B' = 'y'",
       "5: environment.A;rm -rf x;B: expected a variable's name: letters, digits and _\n"},
      {"[service.x]\nscript = 'a.py'\n[service.x.environment]\n1A = 'x'\n'' = 'y'",
       "6: service.x.environment.1A: expected a variable's name: letters, digits and _\n"
       "7: service.x.environment: expected a variable's name: letters, digits and _\n"},
      {"[service.x]\nscript = 'a.py'\ninstead-of = 'x'",
       "5: service.x.instead-of: must be another service\n"},
      {"[service.x]\nscript = 'a.py'\nready-script = ['../a.py']",
       "5: service.x.ready-script: must be a path below what ships with stackdev, got ../a.py\n"},
      {"[service.x]\nscript = 'a.py'\narguments = [\n  '{port:x}',\n  '{y} {port:y}']",
       "6: service.x.arguments: there is no service with a port called x\n"
       "7: service.x.arguments: there is no service with a port called y\n"},
      {"[service.x]\nscript = 'a.py'\nport = 1\n[values]\na = '{port:x}{port:y}'",
       "7: values.a: there is no service with a port called y\n"},
      {"[file.x]\ncontent = 'a'\npath = '../a'",
       "5: file.x.path: must be a path below {state}/etc, got ../a\n"},
      {"[preset.p]\narguments = 'thread=False'", "3: preset.p.library: is missing\n"},
      {"[preset.p]\nlibrary = 'gevent'", "3: preset.p.arguments: is missing\n"},
  };
  for (const auto& row : rows)
    EXPECT_EQ(problems(std::string(kHead) + std::string(row.text)), row.problems) << row.text;
}

TEST(Manifest, WantsVersionAndStack) {
  const std::string kVersion = "write `version = 1`, the only one that this stackdev knows\n";
  EXPECT_EQ(problems("stack = 's'"), "1: version: " + kVersion);
  EXPECT_EQ(problems("stack = 's'\nversion = 2"), "2: version: " + kVersion);
  EXPECT_EQ(problems("stack = 's'\nversion = '1'"),
            "2: version: expected an integer, got a string\n");
  EXPECT_EQ(problems("version = 1"), "1: stack: is missing\n");
  EXPECT_EQ(problems("version = 1\nstack = 'a${b}'"),
            "2: stack: \"${\" is not allowed: write {NAME} for the folder of repository NAME\n")
      << "one problem, not also that it is empty";
}

TEST(Manifest, TellsAllProblemsInTheOrderOfTheFile) {
  EXPECT_EQ(problems("version = 1\nfoo = 1\nstack = 2\nbar = 3\n"),
            "2: foo: unknown key\n3: stack: expected a string, got an integer\n"
            "4: bar: unknown key\n");
}

TEST(Manifest, TellsSyntaxErrorsWithTheirLine) {
  const auto parsed = parsedManifest("version = 1\nstack = \n");
  ASSERT_EQ(parsed.problems.size(), 1U);
  EXPECT_EQ(parsed.problems[0].line, 2);
  EXPECT_EQ(parsed.problems[0].key, "");
}

TEST(Manifest, RefusesLettersThatAreNotAsciiOutsideStrings) {
  // U+00F6, U+2DEE and U+FE46 are where the parser's own table is wrong.
  for (const std::string letter : {"\xC3\xB6", "\xE2\xB7\xAE", "\xEF\xB9\x86"}) {
    EXPECT_EQ(parsedManifest("version = 1\n" + letter + " = 1\n").problems.size(), 1U) << letter;
    EXPECT_EQ(
        parsedManifest("version = 1\nstack = 's" + letter + "' # " + letter + "\n").problems.size(),
        0U)
        << letter;
  }
}

TEST(Manifest, ReadsEveryField) {
  const auto parsed = parsedManifest(R"(version = 1
stack = "s"
workspace = "w"
interpreters = ["/usr/bin/python3", "python2"]
[repository.zebra]
urls = ["https://h/z", "git@h:z"]
revision = "main"
references = ["ant"]
[repository.ant]
[service.one]
repository = "zebra"
entry-point = "z.cmd:main"
arguments = ["--x", "{zebra}/y"]
environment = { B = "2", A = "1" }
working-directory = "sub"
port = 65535
after = ["two"]
[service.two]
repository = "ant"
module = "ant.run"
[service.three]
script = "three.py"
port = 1
further-ports = [2, 3]
ready = "http://127.0.0.1:{port:three}/"
seconds = 9
stop-seconds = 8
[step.first]
repository = "ant"
entry-point = "ant.manage:main"
after = ["three"]
[file.conf]
path = "ant/ant.conf"
content = "[a]"
[check.it]
url = "http://127.0.0.1:1/"
expect = "x"
[values]
database = "mysql://"
[environment]
URL = "{port:three}"
[group.all]
members = [{ service = "two", delay = 3 }, { service = "one" }]
[tests.unit]
repository = "ant"
path = "ant/tests"
runner = "nose"
[preset.mine]
library = "gevent"
arguments = "thread=False"
)");
  EXPECT_TRUE(parsed.problems.empty());
  const auto& manifest = parsed.manifest;
  EXPECT_EQ(manifest.stack, "s");
  EXPECT_EQ(manifest.workspace, "w");
  EXPECT_EQ(manifest.interpreters, (std::vector<std::string>{"/usr/bin/python3", "python2"}));
  ASSERT_EQ(manifest.repositories.size(), 2U);
  EXPECT_EQ(manifest.repositories[0].name, "zebra") << "in the order of the file";
  EXPECT_EQ(manifest.repositories[0].urls.size(), 2U);
  EXPECT_EQ(manifest.repositories[0].revision, "main");
  ASSERT_EQ(manifest.services.size(), 3U);
  const auto& three = manifest.services[2];
  EXPECT_EQ(three.script, "three.py");
  EXPECT_EQ(three.furtherPorts, (std::vector<int>{2, 3}));
  EXPECT_EQ(three.ready, "http://127.0.0.1:{port:three}/");
  EXPECT_EQ(three.seconds, 9);
  EXPECT_EQ(three.stopSeconds, 8);
  ASSERT_EQ(manifest.steps.size(), 1U);
  EXPECT_EQ(manifest.steps[0].after, std::vector<std::string>{"three"});
  EXPECT_EQ(manifest.files[0].path, "ant/ant.conf");
  EXPECT_EQ(manifest.checks[0].expect, "x");
  EXPECT_EQ(manifest.values[0].second, "mysql://");
  EXPECT_EQ(manifest.environment[0].first, "URL");
  const auto& one = manifest.services[0];
  EXPECT_EQ(one.entryPoint, "z.cmd:main");
  EXPECT_EQ(one.arguments, (std::vector<std::string>{"--x", "{zebra}/y"}));
  EXPECT_EQ(one.environment,
            (std::vector<std::pair<std::string, std::string>>{{"B", "2"}, {"A", "1"}}));
  EXPECT_EQ(one.workingDirectory, "sub");
  EXPECT_EQ(one.port, 65535);
  EXPECT_EQ(one.after, std::vector<std::string>{"two"});
  EXPECT_EQ(manifest.services[1].module, "ant.run");
  ASSERT_EQ(manifest.groups.size(), 1U);
  EXPECT_EQ(manifest.groups[0].members[0].delay, 3);
  EXPECT_EQ(manifest.testSuites[0].runner, "nose");
  EXPECT_EQ(manifest.presets[0].arguments, "thread=False");
}

TEST(ReadManifest, PutsFileAndLineBeforeEachProblem) {
  const TemporaryFolder folder;
  const auto file =
      folder.write("stackdev.toml", std::string(kHead) + "[repository.nova]\n[service.nova-api]\n"
                                                         "repository = 'nova'\nprogram = 'bin/x'\n"
                                                         "port = 70000\nx = 1\n");
  const auto read = readManifest(file);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::InvalidArgument);
  EXPECT_EQ(read.error().message,
            "stackdev.toml:7: service.nova-api.port: expected 1..65535, got 70000\n"
            "stackdev.toml:8: service.nova-api.x: unknown key");
  EXPECT_EQ(readManifest(folder / "none").error().code, ErrorCode::NotFound);
}

TEST(BuiltInStacks, HaveNoProblem) {
  std::vector<std::string> names;
  for (const auto& stack : builtInStacks()) {
    names.push_back(stack.name);
    EXPECT_FALSE(stack.summary.empty()) << stack.name;
    const auto manifest = readManifest(stack.manifest);
    EXPECT_TRUE(manifest) << manifest.error().message;
  }
  EXPECT_EQ(names, (std::vector<std::string>{"openstack", "openstack-essex", "sample"}));
}

TEST(BuiltInStacks, EssexIsTheSetOfApril2012) {
  for (const auto& stack : builtInStacks()) {
    if (stack.name != "openstack-essex")
      continue;
    const auto manifest = readManifest(stack.manifest);
    ASSERT_TRUE(manifest);
    std::vector<std::string> names;
    for (const auto& repository : manifest->repositories)
      names.push_back(repository.name);
    std::sort(names.begin(), names.end());
    EXPECT_EQ(names,
              (std::vector<std::string>{"glance", "horizon", "keystone", "melange", "noVNC", "nova",
                                        "python-keystoneclient", "python-melangeclient",
                                        "python-novaclient", "python-quantumclient",
                                        "python-swiftclient", "quantum", "swift", "tempest"}));
  }
}

} // namespace
} // namespace stackdev
