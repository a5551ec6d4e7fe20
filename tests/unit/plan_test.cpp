#include "deps/plan.h"

#include <gtest/gtest.h>

#include "deps/system_packages.h"
#include "temporary_folder.h"

namespace stackdev {
namespace {

using test::content;
using Path = std::filesystem::path;

/// nova and python-novaclient, as clones below a root.
class PlanTest : public testing::Test {
protected:
  PlanTest() : root{folder / "root", folder / "state", Manifest{}} {
    write("nova/.git/HEAD", "");
    write("nova/setup.cfg", "[metadata]\nname = nova\n[entry_points]\nconsole_scripts =\n"
                            "    nova-api = nova.cmd:main\n");
    write("nova/nova/__init__.py", "");
    write("nova/requirements.txt", "python-novaclient>=2.0\nPaste>=1.0\nkombu\n");
    write("python-novaclient/.git/HEAD", "");
    write("python-novaclient/setup.cfg", "[metadata]\nname = Python_NovaClient\n");
    write("python-novaclient/novaclient/__init__.py", "");
    write("python-novaclient/requirements.txt", "paste\n-e git+https://example.org/x#egg=x\n"
                                                "https://example.org/n.zip#egg=nova\n");
  }

  void write(const std::string& file, const std::string& text) const {
    folder.write("root/" + file, text);
  }

  Path site(const std::string& file, const std::string& text) const {
    return folder.write("state/venv/lib/python3.11/site-packages/" + file, text);
  }

  test::TemporaryFolder folder;
  Root root;
  DepsOptions options;
};

TEST_F(PlanTest, AsksForWhatTheTreesAreNot) {
  const auto input = depsInput(root, options);
  ASSERT_TRUE(input) << input.error().message;
  std::string text;
  for (const auto& one : input->projects)
    text += one.name + " ";
  EXPECT_EQ(text, "python-novaclient nova "); // nova needs it
  text.clear();
  for (const auto& one : input->requirements)
    text += one.repository + ":" + one.text + " ";
  EXPECT_EQ(text, "python-novaclient:paste nova:Paste>=1.0 nova:kombu ");
  ASSERT_EQ(input->warnings.size(), 1U); // nova is here, wherever else it may be had
  EXPECT_TRUE(input->warnings[0].starts_with(
      "python-novaclient/requirements.txt:2: \"-e git+https://example.org/x#egg=x\" names a place"))
      << input->warnings[0];
}

TEST_F(PlanTest, IsConstrainedByTheFirstFileThatThereIs) {
  const auto constraints = [&] {
    const auto input = depsInput(root, options);
    return input ? input->constraints : input.error().message;
  };
  EXPECT_EQ(constraints(), "");
  write("requirements/upper-constraints.txt",
        "# of OpenStack\nkombu===5.3.4\nPython-NovaClient===18.4.0\nnova===1;python_version>='3'\n"
        "Paste===3.7.1;python_version=='3.11'\n");
  EXPECT_EQ(constraints(), "kombu===5.3.4\nPaste===3.7.1;python_version=='3.11'\n");
  write("upper-constraints.txt", "kombu===5.0.0\n");
  EXPECT_EQ(constraints(), "kombu===5.0.0\n");
  options.constraints = folder.write("mine.txt", "kombu==4 --hash=sha256:1 \\\n --hash=sha256:2\n");
  EXPECT_EQ(constraints(), "kombu==4\n");
  options.constraints = folder / "none.txt";
  EXPECT_NE(constraints().find((folder / "none.txt").string()), std::string::npos);
}

TEST_F(PlanTest, SeesWhatIsInstalledFromATree) {
  const auto installed = [&] {
    const auto plan = localPlan(root, depsInput(root, options).value());
    std::string text;
    for (const auto& one : plan->repositories)
      text +=
          one.name + (one.isInPlace ? " in place" : "") + (one.isInstalled ? " yes" : " no") + "; ";
    return text;
  };
  const auto client = (folder / "root/python-novaclient").string();
  const std::string no = "python-novaclient no; nova in place no; ";
  const std::string yes = "python-novaclient yes; nova in place no; ";
  EXPECT_EQ(installed(), no);
  const std::string link = "python_novaclient-1.0.dist-info/direct_url.json";
  const std::pair<std::string, std::string> rows[] = {
      {R"({"dir_info": {"editable": true}, "url": "file://)" + client + "\"}", yes}, // pip's
      {R"({"url":"file://)" + client + R"(","dir_info":{"editable":true}})", yes},   // uv's
      {R"({"dir_info": {}, "url": "file://)" + client + "\"}", no}, // a copy stays as it is
      {R"({"dir_info": {"editable": false}, "url": "file://)" + client + "\"}", no},
      {R"({"dir_info": {"editable": true}, "url": "file://)" + client + "-2\"}", no},
      {R"({"dir_info": {"editable": true}, "url": "https://example.org/x"})", no},
      {"", no},
  };
  for (const auto& [text, expected] : rows) {
    site(link, text);
    EXPECT_EQ(installed(), expected) << text;
  }
  std::filesystem::remove_all(site(link, "").parent_path());
  site("python-novaclient.egg-link", client + "\n.");
  EXPECT_EQ(installed(), yes);
  site("python-novaclient.egg-link", client + "-2\n.");
  EXPECT_EQ(installed(), no);
  for (const auto& [path, expected] : std::vector<std::pair<std::string, std::string>>{
           {(folder / "root/nova").string() + "\n", "nova in place yes; "},
           {"/x\n" + (folder / "root/nova").string() + "/\n/y\n", "nova in place yes; "},
           {(folder / "root/nova/src").string() + "\n", "nova in place yes; "},
           {(folder / "root/nova-2").string() + "\n", "nova in place no; "},
           {"", "nova in place no; "}}) {
    site("stackdev-trees.pth", path);
    EXPECT_EQ(installed(), "python-novaclient no; " + expected) << path;
  }
}

TEST_F(PlanTest, SeesATreeWhoseFolderPipWritesInEscapes) {
  std::filesystem::rename(folder / "root", folder.path() / "a b \xC3\xA9");
  root.folder = folder.path() / "a b \xC3\xA9";
  site("python_novaclient-1.0.dist-info/direct_url.json",
       R"({"dir_info": {"editable": true}, "url": "file://)" + folder.path().string() +
           R"(/a%20b%20%C3%A9/python-novaclient"})");
  const auto plan = localPlan(root, depsInput(root, options).value());
  EXPECT_TRUE(plan->repositories[0].isInstalled);
}

TEST_F(PlanTest, AsksPipInOneQuestion) {
  const auto pip = folder.write("python", "#!/bin/sh\ncd '" + folder.path().string() +
                                              "'\nfor i; do echo \"$i\"; done >args\ncat >stdin\n"
                                              "cat report; cat errors >&2; exit `cat status`\n");
  std::filesystem::permissions(pip, std::filesystem::perms::owner_all);
  const auto missing = [&](const std::string& report, const std::string& errors,
                           const std::string& status) {
    folder.write("report", report);
    folder.write("errors", errors);
    folder.write("status", status);
    const auto found = missingPackages({pip, options}, depsInput(root, options).value());
    if (!found)
      return std::to_string(static_cast<int>(found.error().code)) + " " + found.error().message;
    std::string text;
    for (const auto& one : *found) {
      text += one.name + " " + one.version;
      for (const auto& by : one.requiredBy)
        text += " " + by;
      text += "; ";
    }
    return text;
  };
  const auto codeOf = [](ErrorCode code) { return std::to_string(static_cast<int>(code)); };
  const std::string report =
      R"({"install": [{"metadata": {"name": "Paste", "version": "3.7"}},)"
      R"({"metadata": {"name": "six", "version": "1.16"}},)"
      R"({"metadata": {"name": "python_novaclient", "version": "18"}}]})"; // the tree's own
  EXPECT_EQ(missing(report, "", "0"), "Paste 3.7 python-novaclient nova; six 1.16; ");
  const std::string question = "-m\npip\n--disable-pip-version-check\n--no-input\ninstall\n"
                               "--dry-run\n--quiet\n--report\n-\n";
  const std::string lines = "--\npaste\nPaste>=1.0\nkombu\n";
  EXPECT_EQ(content(folder / "args"), question + lines);
  options.wheels = "/w w";
  write("upper-constraints.txt", "kombu===5\n");
  EXPECT_EQ(missing(R"({"install": []})", "", "0"), "");
  EXPECT_EQ(content(folder / "args"), question +
                                          "--no-index\n--find-links\n/w w\n--constraint\n"
                                          "/dev/stdin\n" +
                                          lines);
  EXPECT_EQ(content(folder / "stdin"), "kombu===5\n");
  EXPECT_EQ(missing("", "no space left\n", "1"),
            codeOf(ErrorCode::Io) + " pip failed: no space left\n");
  const auto conflict = missing("", "ERROR: Cannot install kombu and Paste\n", "1");
  EXPECT_TRUE(conflict.starts_with(codeOf(ErrorCode::Conflict) + " no versions suit")) << conflict;
  EXPECT_NE(conflict.find("\n  nova (requirements.txt:2) asks for Paste>=1.0"), std::string::npos)
      << conflict;
  EXPECT_TRUE(missing("Collecting x\n", "", "0").starts_with(codeOf(ErrorCode::Protocol)));
  write("nova/requirements.txt", "");
  write("python-novaclient/requirements.txt", "");
  folder.write("args", "not asked");
  EXPECT_EQ(missing("", "", "1"), "");
  EXPECT_EQ(content(folder / "args"), "not asked");
}

TEST_F(PlanTest, BeginsWithAnInterpreterThatIsThere) {
  const auto base = [&] {
    const auto found = baseInterpreter(root, options);
    return found ? found->string() : found.error().message;
  };
  root.manifest->interpreters = {"/usr/bin/env"};
  EXPECT_EQ(base(), "/usr/bin/env");
  options.interpreter = "sh"; // on PATH
  EXPECT_TRUE(base().ends_with("/sh")) << base();
  options.interpreter = (folder / "python").string();
  EXPECT_EQ(base(), "interpreter " + options.interpreter + ": no such program");
  folder.write("python", ""); // not to be run
  EXPECT_EQ(base(), "interpreter " + options.interpreter + ": no such program");
  options.interpreter = "stackdev-python";
  EXPECT_NE(base().find("no such program on PATH"), std::string::npos) << base();
}

TEST_F(PlanTest, RunsNothingOfARootThatIsNotTrusted) {
  write("venv/bin/python", "#!/bin/sh\ntouch '" + (folder / "ran").string() + "'\n");
  std::filesystem::permissions(folder / "root/venv/bin/python", std::filesystem::perms::owner_all);
  options.interpreter = (folder / "root/venv/bin/python").string();
  const auto plan = depsPlan(root, options);
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().code, ErrorCode::Untrusted);
  EXPECT_EQ(content(folder / "ran"), "<none>");
}

TEST(RunsInPlace, WhatHasProgramsAndIsNoClient) {
  Project project;
  project.name = "nova";
  EXPECT_FALSE(runsInPlace(project));
  project.entryPoints = {{}};
  EXPECT_TRUE(runsInPlace(project));
  project.name = "python-novaclient";
  EXPECT_FALSE(runsInPlace(project));
  project.name = "horizon";
  project.entryPoints = {};
  project.django = Django{};
  EXPECT_TRUE(runsInPlace(project));
}

TEST(SystemPackages, ThatAreInstalledAreNotMissing) {
  EXPECT_EQ(missingSystemPackages(PackageManager::None, {"x"}).value(), std::vector<std::string>());
  if (packageManager() != PackageManager::Apt)
    return;
  const auto missing = [](const std::vector<std::string>& wanted) {
    return missingSystemPackages(PackageManager::Apt, wanted).value();
  };
  EXPECT_EQ(missing({"dpkg", "base-files:all", "stackdev-none", "bash"}),
            (std::vector<std::string>{"base-files:all", "stackdev-none"}));
  const auto architecture = [&] {
    for (const char* one : {"amd64", "arm64", "i386", "armhf", "ppc64el", "riscv64", "s390x"})
      if (missing({std::string("bash:") + one}).empty())
        return one;
    return "";
  }();
  EXPECT_STRNE(architecture, "");
}

} // namespace
} // namespace stackdev
