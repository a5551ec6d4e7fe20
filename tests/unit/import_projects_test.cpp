#include "ide/import_projects.h"

#include <gtest/gtest.h>

#include "temporary_folder.h"

namespace stackdev {
namespace {

Project projectOf(const std::string& name, const std::string& folder,
                  std::vector<std::string> references = {}) {
  Project made;
  made.name = name;
  made.folder = folder;
  made.location = "/r/" + folder;
  made.references = std::move(references);
  return made;
}

/// "name>reference,reference name ..."
std::string shown(const std::vector<Project>& projects) {
  std::string text;
  for (const auto& project : projects) {
    text += (text.empty() ? "" : " ") + project.name;
    for (std::size_t i = 0; i < project.references.size(); ++i)
      text += (i == 0 ? ">" : ",") + project.references[i];
  }
  return text;
}

TEST(CheckNames, TakesNamesAndFoldersHoweverTheyAreWritten) {
  const std::vector<Project> projects = {projectOf("nova", "nova"),
                                         projectOf("lib", "deep/library"),
                                         projectOf("own name", "x"), projectOf("root", "")};
  for (const char* name : {"nova", "nova/", "./nova", ".//nova//", "x/../nova", "lib",
                           "deep/library", "deep//library/", "own name", "x", "root"})
    EXPECT_TRUE(checkNames(projects, {"nova", name})) << name;
  for (const std::string name : {"", ".", "/", "..", "Nova", "nov", "nov\xD0\xB0", "library",
                                 "deep", "nova/nova", "/nova", "own", " nova"}) {
    const auto checked = checkNames(projects, {"nova", name});
    ASSERT_FALSE(checked) << name;
    EXPECT_EQ(checked.error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(checked.error().message,
              "no project is called " + name + "; there are: nova, lib, own name, root");
  }
  EXPECT_TRUE(checkNames({}, {}));
}

TEST(AdoptNames, KeepsThoseOfTheWorkspace) {
  WorkspaceState workspace;
  workspace.projects = {{"compute", {true, "/r/nova"}},
                        {"glance", {false, "/r/glance"}},
                        {"b", {true, "/r/a"}},
                        {"a", {true, "/r/b"}},
                        {"elsewhere", {true, "/other/nova"}}};
  const std::vector<std::pair<std::vector<Project>, std::string>> rows = {
      {{projectOf("nova", "nova", {"glance"}), projectOf("glance", "glance", {"nova"})},
       "compute>glance glance>compute"},
      {{projectOf("a", "a", {"b", "c"}), projectOf("b", "b", {"a"})}, "b>a,c a>b"}, // swapped
      {{projectOf("new", "new", {"nova"})}, "new>nova"},
      {{}, ""},
  };
  for (auto [projects, expected] : rows) {
    adoptNames(workspace, projects);
    EXPECT_EQ(shown(projects), expected);
  }
}

TEST(ChosenProjects, LeaveOutWhatTheWorkspaceHasElsewhere) {
  const test::TemporaryFolder other;
  WorkspaceState workspace;
  workspace.projects = {{"nova", {true, other.path()}},
                        {"gone", {true, other / "gone"}},
                        {"shut", {false, "/r/shut"}},
                        {"glance", {true, "/r/glance"}}};
  const std::vector<Project> projects = {projectOf("nova", "nova"), projectOf("gone", "gone"),
                                         projectOf("shut", "shut"), projectOf("glance", "glance")};
  std::vector<std::string> warnings;
  EXPECT_EQ(shown(chosenProjects(projects, {}, workspace, warnings)), "gone shut glance");
  EXPECT_EQ(warnings, (std::vector<std::string>{
                          "/r/nova: left out: the workspace has another project nova, at " +
                              other.path().string() +
                              "; rename one of them in its .project, or use another --workspace",
                          "shut is closed in this workspace, and stays so"}));
  warnings.clear();
  EXPECT_EQ(shown(chosenProjects(projects, {"glance", "./gone/"}, workspace, warnings)),
            "gone glance");
  EXPECT_TRUE(warnings.empty()) << "nothing of what was not asked for";
}

} // namespace
} // namespace stackdev
