#include "project/facts.h"

#include <sys/stat.h>

#include <gtest/gtest.h>

#include "facts_of.h"
#include "temporary_folder.h"

namespace stackdev {
namespace {

using test::factsOf;
using test::File;
using test::joined;
using test::TemporaryFolder;

TEST(RepositoryFacts, AreWhatTheFilesAre) {
  const auto facts = factsOf({{"nova/__init__.py", ""},
                              {"nova/api/__init__.py", ""},
                              {"nova/__main__.py", ""},
                              {"__main__.py", ""},
                              {"manage.py", ""},
                              {"site/settings.py", ""},
                              {"settings.py", ""},
                              {"run_tests.py", ""},
                              {"gui.pyw", ""},
                              {"conftest.py", ""},
                              {"src/one.py", ""},
                              {"tests/test_a.py", ""},
                              {"tests/unit/test_b.py", ""},
                              {"nova/contest_a.py", ""},
                              {"etc/nova/nova.conf", ""},
                              {"etc/x.py", ""},
                              {"not/etc/x.conf", ""}});
  EXPECT_EQ(joined(facts.packageFolders), "nova nova/api");
  EXPECT_EQ(joined(facts.mainModules), "nova/__main__.py");
  EXPECT_EQ(joined(facts.manageFiles), "manage.py");
  EXPECT_EQ(joined(facts.settingsFolders), "site");
  EXPECT_EQ(joined(facts.testFolders), "tests tests/unit");
  EXPECT_EQ(joined(facts.topModules), "gui manage one run_tests settings");
  EXPECT_EQ(joined(facts.configurations), "etc/nova/nova.conf etc/x.py");
}

/// One file of each path, empty.
std::vector<File> emptyFiles(const std::vector<std::string>& paths) {
  std::vector<File> files;
  for (const auto& path : paths)
    files.push_back({path, ""});
  return files;
}

TEST(RepositoryFacts, LeaveAsideWhatIsNoneOfTheProjectsCode) {
  EXPECT_EQ(joined(factsOf(emptyFiles({"build/lib/x.py", "dist/x.py", "doc/source/conf.py",
                                       "docs/conf.py", "releasenotes/x.py", "api-ref/x.py",
                                       "x.egg-info/x.py", "x-1.dist-info/x.py", ".tox/py3/x.py",
                                       ".git/x.py", "node_modules/x.py", "__pycache__/x.py",
                                       "venv/pyvenv.cfg", "venv/lib/x.py", "w/.metadata/x.py",
                                       "w/x.py", "x/locale/de/LC_MESSAGES/x.py"}))
                       .pythonFolders),
            "");
  EXPECT_EQ(factsOf(emptyFiles({"nova/doc/x.py", "nova/build/x.py", "docs2/x.py", "documents/x.py",
                                "nova/locale/x.py", "egg-info/x.py"}))
                .pythonFolders.size(),
            6U);
}

TEST(RepositoryFacts, TakeScriptsByTheirFirstLine) {
  const std::vector<std::pair<std::string, bool>> rows = {
      {"#!/usr/bin/python\n", true},
      {"#!/usr/bin/env python3\n", true},
      {"#! /usr/bin/env -S python3 -E\r\n", true},
      {"#!/usr/bin/python", true},
      {"#!/usr/bin/pypy\n", false},
      {"#!/bin/sh\n# python\n", false},
      {" #!/usr/bin/python\n", false},
      {"\xEF\xBB\xBF#!/usr/bin/python\n", false}, // the kernel does not take it either
      {"", false},
      {"#!", false},
      {"#!/" + std::string(200, 'x') + "/python\n", false}, // longer than the kernel reads
  };
  std::vector<File> files = {{"bin/x.sh", "#!/usr/bin/python\n"},
                             {"bin/caf\xC3\xA9", "#!/usr/bin/python\n"},
                             {"bin/caf\xE9", "#!/usr/bin/python\n"}}; // JSON cannot express it
  std::vector<std::string> scripts = {"bin/caf\xC3\xA9"};
  for (const auto& [text, isScript] : rows) {
    files.push_back({"bin/" + std::to_string(files.size()), text});
    if (isScript)
      scripts.push_back(files.back().path);
  }
  std::sort(scripts.begin(), scripts.end());
  EXPECT_EQ(factsOf(files).scripts, scripts);
}

TEST(RepositoryFacts, ReadRequirementsWhereTheyAre) {
  EXPECT_EQ(joined(factsOf({{"requirements.txt", "a"},
                            {"test-requirements.txt", "b"},
                            {"requirements-dev.txt", "c"},
                            {"tools/pip-requires", "d"},
                            {"tools/test-requires", "e"},
                            {"requirements/base.txt", "f"},
                            {"dev_requirements.txt", "g"},
                            {"nova/requirements.txt", "no1"},
                            {"requirements.in", "no2"},
                            {"tools/requires", "no3"},
                            {"README.txt", "no4"},
                            {"doc/requirements.txt", "no5"}})
                       .packaging.requirements),
            "a b c d e f g");
}

TEST(RepositoryFacts, FindTheSettingsThatManageNames) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'a.b')\n", "a.b"},
      {"os.environ.setdefault(\n    \"DJANGO_SETTINGS_MODULE\",\n    \"a.b\")\n", "a.b"},
      {"os.environ['DJANGO_SETTINGS_MODULE'] = \"a\"\n", "a"},
      {"os.environ['DJANGO_SETTINGS_MODULE'] = NAME\n", ""},
      {"os.environ['DJANGO_SETTINGS_MODULE'] = 'a.b\n", ""},
      {"x = 'DJANGO_SETTINGS_MODULE", ""},
      {"DJANGO_SETTINGS_MODULE", ""},
      {"'DJANGO_SETTINGS_MODULE', 'a b; rm'", ""},
      {"'DJANGO_SETTINGS_MODULE', 'caf\xC3\xA9'", ""},
      {"", ""},
  };
  for (const auto& [text, settings] : rows)
    EXPECT_EQ(factsOf({{"manage.py", text}}).manageSettings, settings) << text;
}

TEST(RepositoryFacts, FindTheModulesOfPasteFiles) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"[filter:a]\npaste.filter_factory = keystone.middleware:filter_factory\n", "keystone"},
      {"[app:a]\npaste.app_factory=nova.api:APIRouter.factory\n[app:b]\nuse = call:swift.x:y\n",
       "nova swift"},
      {"[app:a]\nuse = egg:Paste#urlmap\n", ""},
      {"[app:a]\nuse = call:nova\n", ""},
      {"[app:a]\npaste.app_factory = nova\n", ""},
      {"paste.app_factory = nova:x\n", ""}, // in no section
      {"[app:a]\r\npaste.app_factory = nova:x\r\n", "nova"},
  };
  for (const auto& [text, modules] : rows)
    EXPECT_EQ(joined(factsOf({{"etc/api-paste.ini", text}}).pasteModules), modules) << text;
  EXPECT_EQ(joined(factsOf({{"etc/api.ini", rows[0].first}}).pasteModules), "");
}

TEST(RepositoryFacts, LeaveRepositoriesInsideToThemselves) {
  const TemporaryFolder folder;
  folder.write("a/.git/HEAD", "");
  folder.write("a/x.py", "");
  folder.write("b/.git", "gitdir: ../x\n"); // of a submodule, or another working tree
  folder.write("b/c/.git/HEAD", "");
  folder.write("caf\xE9/.git/HEAD", "");
  folder.write(".git/HEAD", "");
  const auto found = factsOf(folder);
  EXPECT_EQ(joined(found.facts.nested), "a b");
  EXPECT_EQ(joined(found.facts.pythonFolders), "");
  EXPECT_EQ(found.unreadable, std::vector<std::string>{
                                  "caf\xE9: its name is not UTF-8, which Eclipse cannot express"});
}

TEST(RepositoryFacts, ReadNoFifosAndFollowNoLinks) {
  const TemporaryFolder folder;
  const TemporaryFolder outside;
  outside.write("secret.py", "import secret\n");
  outside.write("requirements.txt", "secret\n");
  ASSERT_EQ(::mkfifo((folder / "pipe.py").c_str(), 0600), 0);
  ASSERT_EQ(::mkfifo((folder / "bin").c_str(), 0600), 0);
  std::filesystem::create_symlink(outside / "secret.py", folder / "link.py");
  std::filesystem::create_symlink(outside / "requirements.txt", folder / "requirements.txt");
  std::filesystem::create_directory_symlink(outside.path(), folder / "linked");
  std::filesystem::create_directory_symlink(".", folder / "itself");
  const auto found = factsOf(folder);
  EXPECT_EQ(joined(found.facts.imports), "");
  EXPECT_EQ(joined(found.facts.packaging.requirements), "");
  EXPECT_EQ(joined(found.facts.scripts), "");
}

TEST(RepositoryFacts, AreReadAgainWhenAFileChanged) {
  const TemporaryFolder folder;
  folder.write("a.py", "import x\n");
  folder.write("README", "");
  // Else what is written within the same tick of the clock could look the same.
  std::filesystem::last_write_time(folder / "a.py", std::filesystem::file_time_type());
  auto first = factsOf(folder);
  KnownFacts::Entry known{first.fingerprint, first.facts};
  known.facts.imports = {"remembered"};
  const auto isReused = [&] {
    const auto found = factsOf(folder, &known);
    EXPECT_EQ(joined(found.facts.imports) == "remembered", found.reused);
    return found.reused;
  };
  EXPECT_TRUE(isReused());
  folder.write("README.md", "no source");
  EXPECT_TRUE(isReused());
  folder.write("a.py", "import y\n");
  EXPECT_FALSE(isReused()) << "of the same size";
  for (const char* path : {"b.py", "etc/x.conf", "nested/.git/HEAD", "bin/x", "setup.cfg"}) {
    const auto now = factsOf(folder);
    known.fingerprint = now.fingerprint;
    EXPECT_TRUE(isReused()) << path;
    folder.write(path, "");
    EXPECT_FALSE(isReused()) << path;
  }
  known.fingerprint = factsOf(folder).fingerprint;
  std::filesystem::rename(folder / "b.py", folder / "c.py");
  EXPECT_FALSE(isReused()) << "of another name";
  EXPECT_EQ(repositoryFacts(folder / "gone", nullptr).error().code, ErrorCode::NotFound);
}

KnownFacts sample() {
  RepositoryFacts facts;
  facts.pythonFolders = {"", "a/\"b\""};
  facts.topModules = {"\xF0\x9F\x90\x8D"};
  facts.manageSettings = "a.b";
  facts.packaging.distribution = "python-x";
  facts.packaging.entryPoints = {{ScriptEntryPoint::Kind::Wsgi, "n", "m", "f"},
                                 {ScriptEntryPoint::Kind::Console, "a", "b", "c"}};
  facts.python2 = true;
  facts.nested = {"lib"};
  KnownFacts known;
  known.repositories["nova"] = {{0xFFFFFFFFFFFFFFFFULL, 1, -5}, facts};
  known.repositories[""] = {};
  return known;
}

TEST(KnownFacts, AreReadAsWritten) {
  const auto bytes = encodedFacts(sample());
  const auto read = decodedFacts(bytes);
  EXPECT_EQ(encodedFacts(read), bytes);
  ASSERT_EQ(read.repositories.size(), 2U);
  const auto& nova = read.repositories.at("nova");
  EXPECT_EQ(nova.fingerprint, (Fingerprint{0xFFFFFFFFFFFFFFFFULL, 1, -5}));
  EXPECT_EQ(joined(nova.facts.pythonFolders), ". a/\"b\"");
  EXPECT_EQ(joined(nova.facts.topModules), "\xF0\x9F\x90\x8D");
  EXPECT_EQ(nova.facts.packaging.entryPoints.front().kind, ScriptEntryPoint::Kind::Wsgi);
  EXPECT_TRUE(nova.facts.python2);
}

TEST(KnownFacts, AreNoneWhereTheFileIsUnreadable) {
  const auto good = encodedFacts(sample());
  const auto replaced = [&](const std::string& from, const std::string& to) {
    auto text = good;
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
  };
  for (const auto& bytes :
       {std::string(), std::string("[]"), std::string("{}"), good.substr(0, good.size() / 2),
        replaced("\"version\":1", "\"version\":2"), replaced("\"imports\":[]", "\"imports\":[1]"),
        replaced("\"imports\":[]", "\"exports\":[]"), replaced("\"python2\":true", "\"python2\":1"),
        replaced("[1,\"n\",\"m\",\"f\"]", "[1,\"n\"]"), replaced("18446744073709551615", "-1"),
        std::string(100'000, '[')})
    EXPECT_TRUE(decodedFacts(bytes).repositories.empty()) << bytes.substr(0, 100);
}

TEST(KeepUtf8, DropsWhatJsonCannotExpress) {
  RepositoryFacts facts;
  facts.scripts = {"a\xE9", "b"};
  facts.packaging.distribution = "\xFF";
  facts.packaging.entryPoints = {{ScriptEntryPoint::Kind::Console, "a", "\xFF", "f"},
                                 {ScriptEntryPoint::Kind::Console, "b", "m", "f"}};
  keepUtf8(facts);
  EXPECT_EQ(joined(facts.scripts), "b");
  EXPECT_EQ(facts.packaging.distribution, "");
  ASSERT_EQ(facts.packaging.entryPoints.size(), 1U);
  EXPECT_EQ(facts.packaging.entryPoints[0].name, "b");
}

} // namespace
} // namespace stackdev
