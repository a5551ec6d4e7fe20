// The doctor's check of packages that take the place of trees: those of the user's own Python.
#include "doctor/examination.h"

#include <cstdlib>

#include <gtest/gtest.h>

#include "temporary_folder.h"

namespace stackdev {
namespace {

/// sdnova, a project with a program, and a home folder with packages of its own.
class InstalledPackages : public testing::Test {
protected:
  InstalledPackages() : root{folder.folder("root"), folder / "state", std::nullopt} {
    if (const char* home = std::getenv("HOME")) // NOLINT(concurrency-mt-unsafe): one thread
      kept_ = home;
    ::setenv("HOME", folder.folder("home").c_str(), 1);
    nova.name = "sdnova";
    nova.location = folder / "root/sdnova";
    nova.isPython = true;
    nova.packages = {"sdnova_pkg", "tests"};
    nova.entryPoints = {{"sdnova-api", {}, ""}};
  }
  ~InstalledPackages() override { ::setenv("HOME", kept_.c_str(), 1); }

  void site(const std::string& file, const std::string& text) const {
    folder.write("home/.local/lib/python3.99/site-packages/" + file, text);
  }

  /// "ID FILE FIX" of each.
  std::string told() const {
    Findings found;
    checkInstalledPackages(Examination{root, {nova}, {}}, found);
    std::string text;
    for (const auto& one : found)
      text += one.id + " " + one.path.filename().string() + ": " + one.fix + "\n";
    return text;
  }

  test::TemporaryFolder folder;
  Root root;
  Project nova;

private:
  std::string kept_;
};

TEST_F(InstalledPackages, TakeThePlaceOfTheTree) {
  EXPECT_EQ(told(), "");
  site("sdnova_pkg/x.py", "");   // leftovers are no package
  site("tests/__init__.py", ""); // everybody has those
  site("sdnova_pkg2/__init__.py", "");
  EXPECT_EQ(told(), "");
  site("sdnova_pkg/__init__.py", "");
  const std::string shadows =
      "package-shadows-tree sdnova_pkg: python3 -m pip uninstall sdnova_pkg\n";
  EXPECT_EQ(told(), shadows);
  nova.name = "python-sdnova"; // a library may well be installed
  EXPECT_EQ(told(), "");
  nova.name = "sdnova";
  nova.entryPoints = {};
  EXPECT_EQ(told(), "");
  nova.django = Django{};
  EXPECT_EQ(told(), shadows);
  nova.isPython = false;
  EXPECT_EQ(told(), "");
}

TEST_F(InstalledPackages, MayBeLinksToAnotherTree) {
  const auto link = folder / "home/.local/lib/python3.99/site-packages/sdnova.egg-link";
  const auto found = [&](const std::string& text) {
    site("sdnova.egg-link", text);
    return told();
  };
  const auto here = nova.location.string();
  const std::string elsewhere = "installed-elsewhere sdnova.egg-link: rm " + link.string() +
                                ", and its line in easy-install.pth\n";
  EXPECT_EQ(found(here + "\n."), "");
  EXPECT_EQ(found(here), "");
  EXPECT_EQ(found(here + "/../sdnova\n."), "");
  EXPECT_EQ(found(""), "");
  EXPECT_EQ(found("/srv/other tree/sdnova\n."), elsewhere);
  EXPECT_EQ(found(here + "-2\n."), elsewhere);
  std::filesystem::remove(link);
  site("sdnova_pkg.egg-link", "/srv/other\n."); // by the name of its first package
  EXPECT_TRUE(told().starts_with("installed-elsewhere sdnova_pkg.egg-link: ")) << told();
  nova.packages = {};
  EXPECT_EQ(told(), "");
}

TEST_F(InstalledPackages, MayBringPrograms) {
  nova.entryPoints = {{"env", {}, ""}, {"sdnova-none", {}, ""}, {"../bin/env", {}, ""}};
  EXPECT_EQ(told(), "script-shadows-tree sdnova: stackdev run NAME runs the tree's; or remove the "
                    "package\n");
}

} // namespace
} // namespace stackdev
