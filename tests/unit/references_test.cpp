#include "project/references.h"

#include <gtest/gtest.h>

#include "temporary_folder.h"

namespace stackdev {
namespace {

struct Repository {
  std::string folder; // its project's name, too
  std::vector<std::string> packages;
  std::string distribution;
  std::vector<std::string> requirements;
  std::vector<std::string> imports;
  std::vector<std::string> pasteModules = {};
};

/// "a: b c; ..." for the references of those that have some.
std::string referencesOf(const std::vector<Repository>& repositories,
                         const std::optional<Manifest>& manifest = std::nullopt) {
  std::vector<Project> projects;
  std::vector<RepositoryFacts> facts;
  for (const auto& repository : repositories) {
    auto& project = projects.emplace_back();
    project.name = project.folder = repository.folder;
    project.location = "/nonexistent/" + repository.folder;
    project.packages = repository.packages;
    auto& fact = facts.emplace_back();
    fact.packaging.distribution = repository.distribution;
    fact.packaging.requirements = repository.requirements;
    fact.imports = repository.imports;
    fact.pasteModules = repository.pasteModules;
  }
  addReferences(projects, facts, manifest);
  std::string text;
  for (const auto& project : projects) {
    if (project.references.empty())
      continue;
    text += project.name + ":";
    for (const auto& reference : project.references)
      text += " " + reference;
    text += "; ";
  }
  return text;
}

TEST(References, ComeFromRequirementsImportsAndPasteFiles) {
  const std::vector<std::pair<std::vector<Repository>, std::string>> rows = {
      {{{"nova", {"nova"}, "nova", {"python-glanceclient>=1"}, {}},
        {"glanceclient", {"glanceclient"}, "python-glanceclient", {}, {}}},
       ""}, // a requirement is a name already: that is none
      {{{"nova", {"nova"}, "nova", {"Python_GlanceClient"}, {}},
        {"glanceclient", {"glanceclient"}, "python-glanceclient", {}, {}}},
       "nova: glanceclient; "},
      {{{"nova", {"nova"}, "nova", {"swift"}, {}}, {"swift", {}, "", {}, {}}},
       "nova: swift; "}, // the folder's name for want of another
      {{{"nova", {"nova"}, "", {}, {"glance", "os", "nova"}}, {"g", {"glance"}, "", {}, {}}},
       "nova: g; "},
      {{{"nova", {"nova"}, "", {}, {}, {"keystone"}}, {"k", {"keystone"}, "", {}, {}}},
       "nova: k; "},
      {{{"a", {"a"}, "", {"b"}, {"b"}}, {"b", {"b"}, "", {"a"}, {"a"}}}, "a: b; b: a; "},
      {{{"a", {"tests", "a"}, "", {}, {"tests"}}, {"b", {"tests"}, "", {}, {"tests"}}}, ""},
      {{{"a", {"a"}, "", {}, {"common"}},
        {"b", {"common"}, "", {}, {}},
        {"c", {"common"}, "", {}, {}}},
       ""}, // claimed by two: nobody's
      {{{"nova", {"nova"}, "nova", {"nova"}, {"nova"}}}, ""},
      {{{"nova", {}, "", {".", "", "-"}, {""}}, {"x", {}, "", {}, {}}}, ""},
      {{}, ""},
  };
  for (const auto& [repositories, expected] : rows)
    EXPECT_EQ(referencesOf(repositories), expected);
}

TEST(References, ComeFromTheManifest) {
  Manifest manifest;
  manifest.repositories = {{"nova", {}, {}, {}}, {"gone", {}, {}, {}}};
  manifest.repositories[0].references = {"glance", "nova", "never"};
  manifest.repositories[1].references = {"nova"};
  EXPECT_EQ(referencesOf({{"nova", {}, "", {}, {}}, {"glance", {}, "", {}, {}}}, manifest),
            "nova: glance; ");
}

TEST(References, PreferClonesToFurtherWorkingTrees) {
  const test::TemporaryFolder folder;
  folder.write("second/.git", "gitdir: ../first/.git/worktrees/second\n");
  folder.write("third/.git", "gitdir: ../first/.git/worktrees/third\n");
  folder.write("first/.git/HEAD", "");
  const auto referencesOfUser = [&](const std::vector<std::string>& trees) {
    std::vector<Project> projects(1);
    projects[0].name = "user";
    projects[0].location = folder / "user";
    for (const auto& tree : trees) {
      auto& project = projects.emplace_back();
      project.name = tree;
      project.location = folder / tree;
      project.packages = {"lib"};
    }
    std::vector<RepositoryFacts> facts(projects.size());
    facts[0].imports = {"lib"};
    addReferences(projects, facts, std::nullopt);
    return projects[0].references;
  };
  using Names = std::vector<std::string>;
  EXPECT_EQ(referencesOfUser({"second", "first"}), Names{"first"});
  EXPECT_EQ(referencesOfUser({"second"}), Names{"second"}) << "better than none";
  EXPECT_EQ(referencesOfUser({"second", "third"}), Names{});
}

} // namespace
} // namespace stackdev
