#include "deps/requirements.h"

#include <gtest/gtest.h>

#include "temporary_folder.h"

namespace stackdev {
namespace {

/// "LINE NAME: TEXT" of each requirement, "LINE NAME at TEXT" of each that is a place, "list FILE".
std::string told(const RequirementList& list) {
  std::string text;
  for (const auto& one : list.requirements)
    text += std::to_string(one.line) + " " + one.name + ": " + one.text + "\n";
  for (const auto& one : list.byUrl)
    text += std::to_string(one.line) + " " + one.name + " at " + one.text + "\n";
  for (const auto& file : list.lists)
    text += "list " + file + "\n";
  return text;
}

void check(const std::string& text, const std::string& expected) {
  EXPECT_EQ(told(requirementsIn(text)), expected) << text;
}

TEST(Requirements, AreLinesAsPipReadsThem) {
  check("", "");
  check("\n\r\n \t\n", "");
  check("Routes>=1.12.3,!=2.0,!=2.1;python_version=='2.7' # MIT",
        "1 routes: Routes>=1.12.3,!=2.0,!=2.1;python_version=='2.7'\n");
  check("pbr!=2.1.0,>=2.0.0#not a comment\n", "1 pbr: pbr!=2.1.0,>=2.0.0#not a comment\n");
  check("\t# SPDX\n#\n  #x\nzope.interface\t# tab", "4 zope-interface: zope.interface\n");
  check("\xEF\xBB\xBFnova>=1\n", "1 nova: nova>=1\n");
  check("eventlet >= 0.9 , < 1\r\nkombu\r\n",
        "1 eventlet: eventlet >= 0.9 , < 1\n2 kombu: kombu\n");
  check("oslo.messaging [amqp1] >= 14 ; extra == 'a'\n",
        "1 oslo-messaging: oslo.messaging [amqp1] >= 14 ; extra == 'a'\n");
  check("a===1.0+local\n-\n--\n==1\n\xC3\xA9\n", "1 a: a===1.0+local\n");
}

TEST(Requirements, GoOnInTheNextLine) {
  // As pip-compile --generate-hashes writes them: hashes are for files, pip's command line has
  // none.
  check("alembic==1.13.1 \\\n    --hash=sha256:2ee9 \\\n    --hash=sha256:4932\n    # via nova\n"
        "amqp==5.2.0 --hash=sha256:827c\n",
        "1 alembic: alembic==1.13.1\n5 amqp: amqp==5.2.0\n");
  check("a>=1,\\\r\n<2\r\nb\n", "1 a: a>=1,<2\n3 b: b\n");
  check("a>=1 \\\n# why\nb\n", "1 a: a>=1\n3 b: b\n");
  check("# a \\\nb\n", "2 b: b\n");
  check("a\\", "1 a: a\n");
  check("\\\n\\\na\n\\\n", "1 a: a\n");
  check("-r \\\nmore.txt\nb", "3 b: b\nlist more.txt\n");
}

TEST(Requirements, LeaveOptionsOut) {
  for (const char* text : {"-i https://example.org/simple",
                           "--index-url=https://u:p@example.org/simple",
                           "--extra-index-url https://example.org/simple",
                           "-f https://example.org/wheels/",
                           "--find-links ./wheels",
                           "--no-binary :all:",
                           "--pre",
                           "--trusted-host example.org",
                           "-c upper-constraints.txt",
                           "--constraint=https://example.org/upper.txt",
                           "-r",
                           "-e",
                           "--requirement",
                           "-e .",
                           "-e .[test,docs]",
                           "--editable ./",
                           "-e ./[test]",
                           ".",
                           ".[test]",
                           "--requirements-like=x",
                           "--editable-like=x"})
    check(text, "");
}

TEST(Requirements, TellPlacesFromVersions) {
  struct Row {
    std::string text;
    std::string name;
  };
  const std::vector<Row> rows = {
      {"-e git+https://example.org/openstack/python-novaclient.git#egg=python-novaclient",
       "python-novaclient"},
      {"git+https://example.org/nova@stable/essex#subdirectory=a/b&egg=Nova_X", "nova-x"},
      {"git+ssh://git@example.org/x/nova.git#egg=nova[test]&subdirectory=y", "nova"},
      {"-e git+ssh://git@example.org/x/nova.git", ""},
      {"-e git@example.org:x/nova.git#egg=nova", "nova"},
      {"--editable=hg+http://example.org/keystone#egg=keystone", "keystone"},
      {"https://example.org/glance/tarball/master#egg=glance", "glance"},
      {"https://u:p@example.org/x-1.0.tar.gz", ""},
      {"https://example.org/?x=1&egg=no", ""},
      {"swift @ file:///srv/swift", "swift"},
      {"swift[extra]@git+https://example.org/swift@1.4.8", "swift"},
      {"Horizon.X@https://example.org/h.zip ; python_version > '3'", "horizon-x"},
      {"./vendor/nova", ""},
      {"../quantum", ""},
      {"../quantum[test]", ""},
      {"/srv/wheels/six-1.16.0-py2.py3-none-any.whl", ""},
      {"wheels/six-1.16.0.zip", ""},
      {"six-1.16.0-py2.py3-none-any.whl", ""},
      {"nova-2012.1.tar.gz", ""},
  };
  for (const auto& row : rows)
    check(row.text + "\n", "1 " + row.name + " at " + row.text + "\n");
}

TEST(Requirements, NameOtherLists) {
  check("-rbase.txt\n-r  a/b.txt  # why\n--requirement ../c.txt\n--requirement=d.txt\n"
        "-r https://example.org/e.txt\n",
        "list base.txt\nlist a/b.txt\nlist ../c.txt\nlist d.txt\nlist https://example.org/e.txt\n");
}

class ProjectsRequirements : public testing::Test {
protected:
  ProjectsRequirements() {
    project_.name = "nova";
    project_.location = folder / "nova";
  }

  /// "FILE:LINE NAME" of each.
  std::string found(bool tests = false) const {
    std::string text;
    const auto all = requirementsOf(project_, tests);
    for (const auto* list : {&all.requirements, &all.byUrl})
      for (const auto& one : *list) {
        EXPECT_EQ(one.repository, "nova");
        text += one.file.lexically_relative(project_.location).string() + ":" +
                std::to_string(one.line) + " " + one.name + "\n";
      }
    return text;
  }

  test::TemporaryFolder folder;
  Project project_;
};

TEST_F(ProjectsRequirements, AreThoseOfAllItsFiles) {
  EXPECT_EQ(found(), "");
  folder.write("nova/tools/pip-requires", "SQLAlchemy>=0.7.3\n-e git://h/x#egg=glance\n");
  folder.write("nova/tools/test-requires", "mox\n");
  folder.write("nova/requirements.txt", "\nkombu\n");
  folder.write("nova/test-requirements.txt", "-r requirements.txt\nhacking\n");
  folder.write("nova/setup.cfg", "[metadata]\nname = nova\n[options]\ninstall_requires =\n"
                                 "    lxml>=2.3 # C\n    # none\n    git+https://h/y#egg=swift\n");
  folder.write("nova/pyproject.toml", "[project]\ndependencies = ['Paste', 1, '']\n");
  const std::string all = "tools/pip-requires:1 sqlalchemy\nrequirements.txt:2 kombu\n";
  const std::string others = "setup.cfg:0 lxml\npyproject.toml:0 paste\n"
                             "tools/pip-requires:2 glance\nsetup.cfg:0 swift\n";
  EXPECT_EQ(found(), all + others);
  EXPECT_EQ(found(true),
            all + "tools/test-requires:1 mox\ntest-requirements.txt:2 hacking\n" + others);
}

TEST_F(ProjectsRequirements, MayBeInFilesThatSetuptoolsIsTold) {
  folder.write("nova/requirements.txt", "kombu\n");
  folder.write("nova/deps/a.in", "lxml\n");
  folder.write("nova/deps/b.in", "Paste\n");
  for (const char* value : {"file: deps/a.in, deps/b.in,requirements.txt",
                            "file:deps/a.in,deps/b.in", "file: deps/a.in,\n  deps/b.in"}) {
    folder.write("nova/setup.cfg", std::string("[options]\ninstall_requires = ") + value + "\n");
    EXPECT_EQ(found(), "requirements.txt:1 kombu\ndeps/a.in:1 lxml\ndeps/b.in:1 paste\n") << value;
  }
  folder.write("nova/setup.cfg",
               "[options]\ninstall_requires = file: ../../etc/passwd, none.txt\n");
  EXPECT_EQ(found(), "requirements.txt:1 kombu\n");
  for (const char* value : {"'deps/a.in'", "['deps/a.in', 1]"}) {
    folder.write("nova/pyproject.toml", std::string("[tool.setuptools.dynamic]\ndependencies = "
                                                    "{file = ") +
                                            value + "}\n");
    EXPECT_EQ(found(), "requirements.txt:1 kombu\ndeps/a.in:1 lxml\n") << value;
  }
}

TEST_F(ProjectsRequirements, OfFilesThatAreBrokenAreNone) {
  folder.write("nova/pyproject.toml", "[project]\ndependencies = ['a'\n");
  folder.write("nova/setup.cfg", "install_requires = a\n[options\n");
  folder.folder("nova/requirements.txt"); // where a file should be
  folder.write("nova/tools/pip-requires",
               "-r pip-requires\n-r ../tools/../tools/pip-requires\nb\n");
  EXPECT_EQ(found(), "tools/pip-requires:3 b\n");
  for (const char* text : {"dependencies = []", "[project]\ndependencies = 'a'",
                           "[tool.setuptools.dynamic]\ndependencies = 3", "project = 1"}) {
    folder.write("nova/pyproject.toml", text);
    EXPECT_EQ(found(), "tools/pip-requires:3 b\n") << text;
  }
}

TEST_F(ProjectsRequirements, AreNotReadThroughAPathOutOfTheRepository) {
  folder.write("secret.txt", "x\n");
  folder.write("nova-other/more.txt", "y\n"); // begins with the same letters
  folder.write("nova/requirements.txt", "-r ../secret.txt\n-r ../nova-other/more.txt\n-r " +
                                            (folder / "secret.txt").string() + "\n-r " +
                                            (folder / "nova/in.txt").string());
  folder.write("nova/in.txt", "z\n");
  EXPECT_EQ(found(), "in.txt:1 z\n");
}

TEST_F(ProjectsRequirements, AskForADistribution) {
  EXPECT_EQ(distributionOf(project_), "nova"); // its folder's name where no file says
  folder.write("nova/setup.py", "from setuptools import setup\nsetup(name='Nova_Setup')\n");
  EXPECT_EQ(distributionOf(project_), "nova-setup");
  folder.write("nova/setup.cfg", "[metadata]\nname = python-Nova.Client\n");
  EXPECT_EQ(distributionOf(project_), "python-nova-client");
  folder.write("nova/pyproject.toml", "[project]\nname = 'NOVA--x'\n");
  EXPECT_EQ(distributionOf(project_), "nova-x");
}

} // namespace
} // namespace stackdev
