#include "project/shape.h"

#include <gtest/gtest.h>

#include "facts_of.h"

namespace stackdev {
namespace {
using test::factsOf;
using test::File;
using test::joined;

TEST(SourceFolders, AreWherePackagesAreImportedFrom) {
  const std::vector<std::tuple<std::vector<File>, std::string, std::string>> rows = {
      {{{"nova/__init__.py", ""}, {"nova/api/__init__.py", ""}, {"setup.py", ""}}, ".", "nova"},
      {{{"src/x/__init__.py", ""}, {"setup.py", ""}, {"tests/test_x.py", ""}}, "src", "x"},
      {{{"src/x/mod.py", ""}}, "src", "x"},
      {{{"one.py", ""}}, ".", "one"},
      {{{"a/__init__.py", ""}, {"b/__init__.py", ""}, {"tests/__init__.py", ""}}, ".", "a b"},
      {{{"lib/x/__init__.py", ""}}, "lib", "x"},
      {{{"python/x/__init__.py", ""}, {"setup.cfg", "[options.packages.find]\nwhere=python\n"}},
       "python",
       "x"},
      {{{"p/x/__init__.py", ""}, {"setup.py", "setup(package_dir={'': './p/'})"}}, "p", "x"},
      {{{"a/__init__.py", ""}, {"src/b/__init__.py", ""}}, ". src", "a b"},
      {{{"README", ""}}, "", ""},
      {{{"setup.py", ""}}, ".", ""},
      {{{"build/lib/x/__init__.py", ""}, {"x/__init__.py", ""}}, ".", "x"},
      {{{"dash/manage.py", ""}, {"dash/site/settings.py", ""}, {"h/__init__.py", ""}},
       ". dash",
       "h"},
  };
  for (const auto& [files, folders, packages] : rows) {
    const auto facts = factsOf(files);
    const auto sources = sourceFolders(facts);
    EXPECT_EQ(joined(sources), folders) << files.front().path;
    EXPECT_EQ(joined(providedPackages(facts, sources)), packages) << files.front().path;
  }
}

TEST(DjangoProject, IsManageAndItsSettings) {
  const std::string kManage =
      "import os\nos.environ.setdefault(\"DJANGO_SETTINGS_MODULE\", 'site.settings')\n";
  const std::vector<std::pair<std::vector<File>, std::string>> rows = {
      {{{"manage.py", kManage}}, "manage.py site.settings"},
      {{{"manage.py", ""}, {"site/settings.py", ""}}, "manage.py site.settings"},
      {{{"dash/manage.py", ""}, {"dash/site/settings.py", ""}}, "dash/manage.py site.settings"},
      {{{"manage.py", ""}}, ""},
      {{{"pkg/__init__.py", ""}, {"pkg/manage.py", kManage}}, ""}, // a module called so
      {{{"manage.py", "DJANGO_SETTINGS_MODULE = '; rm -rf'"}}, ""},
  };
  for (const auto& [files, expected] : rows) {
    const auto django = djangoProject(factsOf(files));
    EXPECT_EQ(django ? django->manageFile + " " + django->settingsModule : "", expected)
        << files.front().path;
  }
}

TEST(EntryPoints, AreScriptsFunctionsAndModules) {
  const std::vector<std::pair<std::vector<File>, std::string>> rows = {
      {{{"bin/nova-api", "#!/usr/bin/env python\n"}, {"bin/notes", "text"}},
       "nova-api=bin/nova-api"},
      {{{"bin/x", "#!/bin/sh\n"}}, ""},
      {{{"nova/__init__.py", ""},
        {"setup.cfg", "[entry_points]\nconsole_scripts =\n n = nova.cmd:main\n"}},
       "n=nova.cmd:main"},
      {{{"nova/__init__.py", ""}, {"nova/tools/__init__.py", ""}, {"nova/tools/__main__.py", ""}},
       "nova.tools=nova.tools"},
      {{{"bin/nova-api", "#!/usr/bin/python\n"},
        {"nova/__init__.py", ""},
        {"etc/nova/nova.conf", ""}},
       "nova-api=bin/nova-api (etc/nova/nova.conf)"},
      {{{"bin/keystone-all", "#!/usr/bin/python\n"},
        {"keystone/__init__.py", ""},
        {"etc/keystone.conf", ""}},
       "keystone-all=bin/keystone-all (etc/keystone.conf)"},
  };
  for (const auto& [files, expected] : rows) {
    const auto facts = factsOf(files);
    std::string found;
    for (const auto& entry : entryPoints(facts, sourceFolders(facts))) {
      const auto& program = entry.program;
      found += (found.empty() ? "" : ", ") + entry.name + "=" + program.path + program.module +
               (program.function.empty() ? "" : ":" + program.function) +
               (entry.configuration.empty() ? "" : " (" + entry.configuration + ")");
    }
    EXPECT_EQ(found, expected) << files.front().path;
  }
}

TEST(TestSuites, AreTheOutermostFoldersOfTests) {
  using Runner = TestSuite::Runner;
  const std::vector<std::tuple<std::vector<File>, std::string, Runner>> rows = {
      {{{"tests/test_a.py", ""}}, "p tests=tests", Runner::Unittest},
      {{{"nova/tests/api/test_a.py", ""}}, "p tests=nova/tests", Runner::Unittest},
      {{{"nova/tests/unit/test_a.py", ""}, {"nova/tests/functional/test_b.py", ""}},
       "p tests=nova/tests/unit",
       Runner::Unittest},
      {{{"a/tests/test_a.py", ""}, {"b/test/test_b.py", ""}},
       "p tests a.tests=a/tests, p tests b.test=b/test",
       Runner::Unittest},
      {{{"tests/test_a.py", ""}, {"test-requirements.txt", "nose\n"}},
       "p tests=tests",
       Runner::Nose},
      {{{"tests/test_a.py", ""}, {"tools/test-requires", "nose\nPyTest>3\n"}},
       "p tests=tests",
       Runner::Pytest},
      {{{"test_a.py", ""}}, "", Runner::Unittest},
  };
  for (const auto& [files, expected, runner] : rows) {
    std::string found;
    for (const auto& suite : testSuites(factsOf(files), "p")) {
      found += (found.empty() ? "" : ", ") + suite.name + "=" + suite.path;
      EXPECT_EQ(suite.runner, runner) << files.front().path;
    }
    EXPECT_EQ(found, expected) << files.front().path;
  }
}

} // namespace
} // namespace stackdev
