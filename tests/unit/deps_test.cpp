#include "deps/pip.h"
#include "deps/plan.h"
#include "deps/requirements.h"
#include "deps/system_packages.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "temporary_folder.h"

namespace stackdev {
namespace {

TEST(DepsTest, ReadsListsOfRequirements) {
  struct Row {
    const char* text;
    const char* name; // "" for none
    const char* kept;
  };
  const Row rows[] = {
      {"oslo.config>=9.0 # Apache-2.0", "oslo-config", "oslo.config>=9.0"},
      {"  Foo_Bar [x] ; python_version<'3'\r", "foo-bar", "Foo_Bar [x] ; python_version<'3'"},
      {"# alone", "", ""},
      {"-e git://example.org/x#egg=keystone", "", ""},
      {"-r other.txt", "", ""},
      {"https://example.org/x.tar.gz", "", ""},
      {"", "", ""},
  };
  for (const auto& row : rows) {
    const auto found = requirementsIn(row.text).requirements;
    ASSERT_EQ(found.size(), *row.name == '\0' ? 0U : 1U) << row.text;
    if (found.empty())
      continue;
    EXPECT_EQ(found.front().name, row.name);
    EXPECT_EQ(found.front().text, row.kept);
  }
  EXPECT_EQ(requirementsIn("# one\n\nb\n").requirements.front().line, 3U);
}

TEST(DepsTest, KnowsWhatIsNoVersion) {
  const auto list =
      requirementsIn("-r base.txt\n--requirement=more.txt\n-rthird.txt\n"
                     "-e git://example.org/x@tag#egg=Key_Stone&subdirectory=y\n"
                     "https://example.org/x.tar.gz\nname @ https://example.org/y.whl\n"
                     "-e .\n-e ../sibling\n--index-url https://example.org/simple\n-c c.txt\n");
  EXPECT_EQ(list.lists, (std::vector<std::string>{"base.txt", "more.txt", "third.txt"}));
  EXPECT_TRUE(list.requirements.empty());
  ASSERT_EQ(list.byUrl.size(), 4U);
  EXPECT_EQ(list.byUrl[0].name, "key-stone");
  EXPECT_EQ(list.byUrl[1].line, 5U);
  EXPECT_EQ(list.byUrl[2].name, "name");
  EXPECT_EQ(list.byUrl[3].text, "-e ../sibling");
}

TEST(DepsTest, ReadsTheListsThatAListIncludes) {
  const test::TemporaryFolder folder;
  folder.write("nova/requirements.txt", "-r requirements/base.txt\na\n");
  folder.write("nova/requirements/base.txt",
               "-r ../requirements.txt\n-r more.txt\n-r ../../out.txt\nb\n");
  folder.write("nova/requirements/more.txt", "c\n");
  folder.write("out.txt", "d\n");
  Project project;
  project.name = "nova";
  project.location = folder.path() / "nova";
  std::string names;
  for (const auto& one : requirementsOf(project, false).requirements)
    names += one.name + one.file.filename().string() + " ";
  EXPECT_EQ(names, "arequirements.txt bbase.txt cmore.txt ");
}

TEST(DepsTest, PutsFirstWhatOthersNeed) {
  const auto project = [](const char* name, std::vector<std::string> references) {
    Project made;
    made.name = name;
    made.references = std::move(references);
    return made;
  };
  const auto ordered = inOrderOfDependency(
      {project("a", {"c"}), project("b", {}), project("c", {"d", "x"}), project("d", {"a"})});
  std::string names;
  for (const auto& one : ordered)
    names += one.name;
  EXPECT_EQ(names, "dcab"); // the circle is cut where it was entered
}

TEST(DepsTest, ReadsPipsReport) {
  const auto found = packagesInReport(
      R"({"version": "1", "install": [{"metadata": {"name": "Alpha", "version": "1.0"}}]})");
  ASSERT_TRUE(found);
  ASSERT_EQ(found->size(), 1U);
  EXPECT_EQ(found->front().name, "Alpha");
  EXPECT_EQ(found->front().version, "1.0");
  for (const char* bad : {"", "[]", "{}", R"({"install": 1})", R"({"install": [1]})",
                          R"({"install": [{"metadata": {"name": 1, "version": "1"}}]})"})
    EXPECT_FALSE(packagesInReport(bad)) << bad;
}

TEST(DepsTest, NamesWhoAsksForWhatConflicts) {
  const std::vector<Requirement> requirements = {
      {"alpha", "alpha>=2", "nova", "/r/nova/req.txt", 3},
      {"alpha", "alpha<2", "glance", "/r/glance/setup.cfg", 0},
      {"beta", "beta", "nova", "/r/nova/req.txt", 4}};
  const auto text = conflictText("WARNING: x\n\nThe conflict is caused by:\n    The user requested "
                                 "Alpha>=2\n    The user requested alpha<2\n",
                                 requirements);
  EXPECT_NE(text.find("nova (req.txt:3) asks for alpha>=2"), std::string::npos) << text;
  EXPECT_NE(text.find("glance (setup.cfg) asks for alpha<2"), std::string::npos) << text;
  EXPECT_EQ(text.find("beta"), std::string::npos) << text;
  EXPECT_EQ(conflictText("ERROR: no space left\n", requirements), "");
}

TEST(DepsTest, TellsWhatPipSaysOfAConflict) {
  const std::vector<Requirement> requirements = {
      {"kombu", "kombu>=5", "nova", "/r/nova/requirements.txt", 3},
      {"oslo-messaging", "oslo.messaging>=14", "glance", "/r/glance/setup.cfg", 0},
      {"six", "six", "swift", "/r/swift/requirements.txt", 1},
      {"x", "x", "swift", "/r/swift/requirements.txt", 2}};
  struct Row {
    const char* errors; // as pip 23 to 25 writes them
    const char* told;   // names of those that are asked for
  };
  const Row rows[] = {
      {"ERROR: Cannot install kombu>=5 and oslo.messaging==14.0.0 because these package versions "
       "have conflicting dependencies.\n\nThe conflict is caused by:\n    The user requested "
       "kombu>=5\n    oslo-messaging 14.0.0 depends on kombu<5 and >=4.6.6\n\nTo fix this you "
       "could try to:\n1. loosen the range of package versions you've specified\n",
       "kombu oslo-messaging "},
      {"ERROR: Cannot install a==1, kombu>=5, six and x==2 because these package versions have "
       "conflicting dependencies.\n",
       "kombu six x "},
      {"    The user requested (constraint) Kombu===4.6\n", "kombu "},
      {"ERROR: Could not find a version that satisfies the requirement six>=99 (from versions: "
       "1.0, "
       "1.16.0)\nERROR: No matching distribution found for six>=99\n",
       "six "},
      {"    oslo.messaging[amqp1] 14.0.0 depends on six; extra == \"amqp1\"\r\n", "six "},
      {"ERROR: No matching distribution found for other>=99", ""},
      {"ERROR: ResolutionImpossible: for help visit https://pip.pypa.io/\n", ""},
      {"", ""},
      {"\n\n", ""},
      {"requested requested \ndepends on \n", ""},
  };
  for (const auto& row : rows) {
    const auto text = conflictText(row.errors, requirements);
    std::string told;
    for (const auto& one : requirements)
      if (text.find("\n" + one.name + ":\n  " + one.repository) != std::string::npos)
        told += one.name + " ";
    EXPECT_EQ(told, row.told) << row.errors << text;
  }
  EXPECT_EQ(conflictText("WARNING: retrying\nERROR: No matching distribution found for zz\n", {}),
            "\nERROR: No matching distribution found for zz");
}

TEST(DepsTest, InstallsNothingWhereNothingIsMissing) {
  EXPECT_TRUE(systemInstallCommand(PackageManager::Apt, {}).empty());
  const auto command = systemInstallCommand(PackageManager::Dnf, {"gcc"});
  EXPECT_EQ(command.back(), "gcc");
  EXPECT_NE(std::find(command.begin(), command.end(), "dnf"), command.end());
}

} // namespace
} // namespace stackdev
