#include "python/packaging.h"

#include <gtest/gtest.h>

namespace stackdev {
namespace {

std::string joined(const std::vector<std::string>& values) {
  std::string text;
  for (const auto& value : values)
    text += (text.empty() ? "" : " ") + value;
  return text;
}

/// "name=module:function" per entry point, "wsgi " before those of that kind.
std::string joined(const std::vector<ScriptEntryPoint>& points) {
  std::string text;
  for (const auto& point : points)
    text += (text.empty() ? "" : ", ") +
            std::string(point.kind == ScriptEntryPoint::Kind::Wsgi ? "wsgi " : "") + point.name +
            "=" + point.module + ":" + point.function;
  return text;
}

struct Row {
  std::string_view text;
  std::string_view expected;
};

TEST(Requirements, AreNamesWithoutVersionsAndOptions) {
  const std::vector<Row> rows = {
      {"nova>=1\nglance\n", "nova glance"},
      {"eventlet!=0.1,>=0.2 # why\n", "eventlet"},
      {"x[extra]==1; python_version<'3'\r\ny\r\n", "x y"},
      {"# comment\n\n  \n-r other.txt\n--index-url http://h\n", ""},
      {"-e git+https://h/x.git#egg=x\n", "x"},
      {"git+https://h/y.git@main#egg=y[z]\n", "y"},
      {"https://h/z.tar.gz\n", ""},
      {"name @ https://h/z.tar.gz\n", "name"},
      {"./local\n", "."},
      {"  a  \n\tb\n", "a b"},
      {"zope.interface==5\nRuamel_Yaml~=0.17\n", "zope.interface Ruamel_Yaml"},
      {"-egit+ssh://git@h/x.git#egg=x&subdirectory=y\n", "x"},
      {"-c https://h/upper-constraints.txt\n--hash=sha256:0\n", ""},
      {"pywin32;sys_platform=='win32'\n", "pywin32"},
      {"file: requirements.txt\nC:\\wheels\\x.whl\n", ""}, // what setuptools reads, a path
      {"\xEF\xBB\xBFnova\n", "nova"},                      // an editor's mark
      {"gr\xC3\xB6n\n", "gr"},
      {"last", "last"},
      {"", ""},
  };
  for (const auto& row : rows) {
    Packaging packaging;
    addRequirements(row.text, packaging);
    EXPECT_EQ(joined(packaging.requirements), row.expected) << row.text;
  }
}

TEST(SetupCfg, TellsNameRequirementsScriptsAndRoots) {
  Packaging packaging;
  addSetupCfg("[metadata]\nname = python-x\n"
              "[options]\ninstall_requires =\n  a>=1\n  b\nscripts =\n  bin/x\n"
              "[options.packages.find]\nwhere = src\n"
              "[options.extras_require]\ntest =\n  c\n"
              "[options.entry_points]\nconsole_scripts =\n  x = x.cmd:main\n  bad\n"
              "[entry_points]\nwsgi_scripts =\n  y-wsgi = y.wsgi:init [extra]\n",
              packaging);
  EXPECT_EQ(packaging.distribution, "python-x");
  EXPECT_EQ(joined(packaging.requirements), "a b c");
  EXPECT_EQ(joined(packaging.scripts), "bin/x");
  EXPECT_EQ(joined(packaging.packageRoots), "src");
  EXPECT_EQ(joined(packaging.entryPoints), "x=x.cmd:main, wsgi y-wsgi=y.wsgi:init");
}

TEST(SetupCfg, IsReadAsPeopleWriteIt) {
  const std::vector<Row> rows = {
      {"[metadata]\r\nname = x\r\n[options]\r\ninstall_requires =\r\n    a\r\n    b\r\n", "x|a b|"},
      {"[metadata]\nname: x\n", "x||"},
      {"[metadata]\nName = x\n", "x||"},
      {"[metadata]\nname = first\n[metadata]\nname = second\n", "first||"},
      {"[options]\ninstall-requires =\n  # why\n  a\n\n  b;python_version<'3'\n", "|a b|"},
      {"[options]\ninstall_requires = file: requirements.txt\n", "||"},
      {"[metadata]\nrequires-dist =\n  a (>=1)\n", "|a|"},
      {"[entry_points]\nconsole_scripts =\n  x = x.cmd : main\n  y=y:A.b\n",
       "||x=x.cmd:main, y=y:A.b"},
      {"[entry_points]\nconsole_scripts =\n  x = x:main [a,b]\n  # y = y:main\n", "||x=x:main"},
      {"[entry_points]\nnova.api =\n  x = y:z\n", "||"},
      {"name = nobody's\n[metadata", "||"},
  };
  for (const auto& row : rows) {
    Packaging packaging;
    addSetupCfg(row.text, packaging);
    EXPECT_EQ(packaging.distribution + "|" + joined(packaging.requirements) + "|" +
                  joined(packaging.entryPoints),
              row.expected)
        << row.text;
  }
}

TEST(SetupCfg, KnowsPbrsFiles) {
  Packaging packaging;
  addSetupCfg("[files]\npackages_root = lib\nscripts =\n  bin/a\n  bin/b\n", packaging);
  EXPECT_EQ(joined(packaging.packageRoots), "lib");
  EXPECT_EQ(joined(packaging.scripts), "bin/a bin/b");
}

TEST(Pyproject, TellsProjectPoetryAndSetuptools) {
  Packaging packaging;
  addPyproject("[project]\nname = 'x'\ndependencies = ['a>1', 'b[c]', 3]\n"
               "[project.optional-dependencies]\ntest = ['d']\n"
               "[project.scripts]\nx = 'x:main'\n"
               "[project.entry-points.wsgi_scripts]\ny = 'y:app'\n"
               "[tool.poetry.dependencies]\npython = '3'\n"
               "[tool.setuptools.packages.find]\nwhere = ['src']\n",
               packaging);
  EXPECT_EQ(packaging.distribution, "x");
  EXPECT_EQ(joined(packaging.requirements), "a b d python");
  EXPECT_EQ(joined(packaging.entryPoints), "x=x:main, wsgi y=y:app");
  EXPECT_EQ(joined(packaging.packageRoots), "src");
}

TEST(Pyproject, KnowsOtherTools) {
  const std::vector<Row> rows = {
      {"[tool.poetry]\nname = 'x'\n[tool.poetry.scripts]\nx = 'x.cli:main'\n", "x||x=x.cli:main|"},
      {"[tool.poetry.dependencies]\na = '^1'\nb = { git = 'https://h/b' }\n", "|a b||"},
      {"[tool.poetry.dev-dependencies]\npytest = '*'\n", "|pytest||"},
      {"[tool.poetry.group.test.dependencies]\npytest = '*'\n", "|pytest||"},
      {"[dependency-groups]\ntest = ['pytest>7', { include-group = 'x' }]\n", "|pytest||"},
      {"[tool.setuptools]\npackage-dir = { '' = 'lib', a = 'b' }\n", "|||lib"},
      {"[tool.setuptools.packages.find]\nwhere = ['src', 1]\n", "|||src"},
      {"[project]\nname = 'x'\n[tool.poetry]\nname = 'y'\n", "x|||"},
      {"[project]\nname = 'x' # \xC3\xB6\r\ndynamic = ['version']\r\n", "x|||"},
      {"[project.scripts]\n'x' = 'x:main'\n'../y' = 'y:main'\nz = 'z'\n", "||x=x:main|"},
      {"[project.gui-scripts]\nx = 'x:main'\n", "|||"},
  };
  for (const auto& row : rows) {
    Packaging packaging;
    addPyproject(row.text, packaging);
    EXPECT_EQ(packaging.distribution + "|" + joined(packaging.requirements) + "|" +
                  joined(packaging.entryPoints) + "|" + joined(packaging.packageRoots),
              row.expected)
        << row.text;
  }
}

TEST(Pyproject, SaysNothingWhereItIsBroken) {
  for (const std::string_view text : {"[project\n", "project = 1\n", "project = { name = 1 }\n",
                                      "[project]\nscripts = []\ndependencies = {}\n", "\xFF"}) {
    Packaging packaging;
    addPyproject(text, packaging);
    EXPECT_EQ(packaging.distribution, "") << text;
    EXPECT_TRUE(packaging.entryPoints.empty()) << text;
  }
}

TEST(SetupPy, TellsLiterals) {
  const std::vector<Row> rows = {
      {"setup(name='x')", "x||||"},
      {"setuptools.setup(name=\"x\", install_requires=['a', \"b>1\"])", "x|a b|||"},
      {"setup(install_requires='a\\nb')", "|a|||"}, // escapes as written: no line end
      {"setup(install_requires='''a\nb''')", "|a b|||"},
      {"setup(scripts=['bin/x', 'bin/y'])", "||bin/x bin/y||"},
      {"setup(scripts=('bin/x',))", "||bin/x||"},
      {"setup(package_dir={'': 'src'})", "|||src|"},
      {"setup(entry_points={'console_scripts': ['x = y:z'], 'other': ['a = b:c']})", "||||x=y:z"},
      {"setup(entry_points={'wsgi_scripts': ['x = y:z']})", "||||wsgi x=y:z"},
      {"def main():\n  if True:\n    setup(name='x')\n", "x||||"},
      {"setup(name=NAME, install_requires=read(), **kwargs)", "||||"},
      {"print 'python 2'\nsetup(name='x')\n", "x||||"},
      {"setup(", "||||"},
      {"setup_all(name='x')", "||||"},
      {"setup(name='''python-x''')", "python-x||||"},
      {"setup(name=u'x', scripts=[r'bin/x'])", "x||bin/x||"},
      {"setup(name=f'{prefix}-client')", "||||"}, // nobody knows
      {"setup(name='python-' 'x')", "||||"},
      {"setup(name='python-' + x)", "||||"},
      {"setup(install_requires=[f'{x}>1', 'a', *more, b])", "|a|||"},
      {"setup(install_requires=['a', # why\n 'b',\n])", "|a b|||"},
      {"setup(scripts=glob('bin/*'))", "||||"},
      {"setup(package_dir={'': 'src', 'x': 'y'})", "|||src|"},
      {"setup(package_dir={'': os.path.join('a', 'b')})", "||||"},
      {"setup(entry_points='''\n[a]\nb = c:d\n[console_scripts]\nX-y = y:z\n''')", "||||X-y=y:z"},
      {"setup(entry_points={'console_scripts': '''\n x = y:z\n''', **more})", "||||x=y:z"},
      {"setup(name='first')\nsetup(name='second')", "first||||"},
      {"if x:\n    setuptools.setup(\r\n        name='x')\r\n", "x||||"},
      {"# coding: latin-1\nsetup(author='\xE9', name='x')", "x||||"},
      {"\xEF\xBB\xBFsetup(name='x')", "x||||"},
      {"", "||||"},
  };
  for (const auto& row : rows) {
    Packaging packaging;
    addSetupPy(row.text, packaging);
    EXPECT_EQ(packaging.distribution + "|" + joined(packaging.requirements) + "|" +
                  joined(packaging.scripts) + "|" + joined(packaging.packageRoots) + "|" +
                  joined(packaging.entryPoints),
              row.expected)
        << row.text;
  }
}

TEST(SetupPy, OutlivesEndlessNesting) {
  Packaging packaging;
  addSetupPy(std::string(100'000, '(') + "setup(name='x')", packaging);
  EXPECT_EQ(packaging.distribution, "");
  addSetupPy(std::string(300'000, '\n') + "setup(name='x')", packaging);
  EXPECT_EQ(packaging.distribution, "") << "more line ends than a source has";
  addSetupPy(std::string(300'000, ' ') + "\nsetup(name='x')", packaging);
  EXPECT_EQ(packaging.distribution, "x") << "a long comment or docstring is no reason not to look";
}

TEST(NormalizedName, ComparesAsPep503Says) {
  for (const auto& [given, normal] :
       std::vector<std::pair<std::string, std::string>>{{"Foo_Bar.baz", "foo-bar-baz"},
                                                        {"a--_b", "a-b"},
                                                        {"python-novaclient", "python-novaclient"}})
    EXPECT_EQ(normalizedName(given), normal);
}

TEST(ScriptEntryPoint, IsNameModuleAndFunction) {
  const std::vector<Row> rows = {
      {"x = y.z:main", "x=y.z:main"},
      {"x=y:C.run [extra]", "x=y:C.run"},
      {"x = y", ""},
      {"x", ""},
      {"= y:z", ""},
      {"a b = y:z", ""},
      {"../x = y:z", ""},
      {"x = y:", ""},
  };
  for (const auto& row : rows) {
    const auto entry = scriptEntryPoint(row.text, ScriptEntryPoint::Kind::Console);
    EXPECT_EQ(entry.module.empty() ? "" : joined(std::vector{entry}), row.expected) << row.text;
  }
}

TEST(Tidy, SortsAndKeepsEachOnce) {
  Packaging packaging;
  packaging.requirements = {"b", "a", "b"};
  packaging.entryPoints = {{ScriptEntryPoint::Kind::Console, "x", "second", "f"},
                           {ScriptEntryPoint::Kind::Console, "a", "m", "f"},
                           {ScriptEntryPoint::Kind::Console, "x", "third", "f"}};
  tidy(packaging);
  EXPECT_EQ(joined(packaging.requirements), "a b");
  EXPECT_EQ(joined(packaging.entryPoints), "a=m:f, x=second:f");
}

} // namespace
} // namespace stackdev
