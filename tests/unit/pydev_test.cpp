#include "ide/pydev.h"

#include <gtest/gtest.h>

namespace stackdev {
namespace {

Project python() {
  Project project;
  project.name = "nova";
  project.location = "/r/nova";
  project.isPython = true;
  project.sourceFolders = {"", "src"};
  project.references = {"glance", "keystone"};
  return project;
}

std::string made(const Result<std::string>& text) {
  return text ? *text : "failed: " + text.error().message;
}

std::string project(const Project& of, const FileHistory& history,
                    DjangoNature django = DjangoNature::No) {
  return made(projectFile(of, history, django));
}

std::string pydevProject(const Project& of, const FileHistory& history,
                         const std::string& interpreter = "Default") {
  return made(pydevProjectFile(of, interpreter, history));
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from << " in " << text;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

constexpr const char* kProject = R"(<?xml version="1.0" encoding="UTF-8"?>
<projectDescription>
	<name>nova</name>
	<comment></comment>
	<projects>
		<project>glance</project>
		<project>keystone</project>
	</projects>
	<buildSpec>
		<buildCommand>
			<name>org.python.pydev.PyDevBuilder</name>
			<arguments>
			</arguments>
		</buildCommand>
	</buildSpec>
	<natures>
		<nature>org.python.pydev.pythonNature</nature>
	</natures>
</projectDescription>
)";

constexpr const char* kPydevProject = R"(<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<?eclipse-pydev version="1.0"?>
<pydev_project>
    <pydev_property name="org.python.pydev.PYTHON_PROJECT_INTERPRETER">Default</pydev_property>
    <pydev_property name="org.python.pydev.PYTHON_PROJECT_VERSION">python interpreter</pydev_property>
    <pydev_pathproperty name="org.python.pydev.PROJECT_SOURCE_PATH">
        <path>/${PROJECT_DIR_NAME}</path>
        <path>/${PROJECT_DIR_NAME}/src</path>
    </pydev_pathproperty>
</pydev_project>
)";

TEST(ProjectFile, IsEclipsesOwnForm) {
  EXPECT_EQ(project(python(), {}), kProject);
}

TEST(ProjectFile, HasNoNatureWithoutPython) {
  Project plain;
  plain.name = "noVNC";
  EXPECT_EQ(project(plain, {}).find("pydev"), std::string::npos);
}

TEST(ProjectFile, HasDjangosNatureOnRequest) {
  auto django = python();
  django.django = Django{"manage.py", "x.settings"};
  EXPECT_EQ(project(django, {}).find("django"), std::string::npos);
  EXPECT_NE(project(django, {}, DjangoNature::Yes)
                .find("<nature>org.python.pydev.django.djangoNature</nature>"),
            std::string::npos);
}

TEST(ProjectFile, StaysByteForByteWhereNothingIsNew) {
  const auto odd = replaced(kProject, "\t<comment></comment>\n", "<comment>mine</comment>   ");
  EXPECT_EQ(project(python(), {kProject, kProject}), kProject);
  EXPECT_EQ(project(python(), {odd, kProject}), odd);
  EXPECT_EQ(project(python(), {odd, std::nullopt}), odd);
}

TEST(ProjectFile, KeepsTheUsersAdditionsAndRemovals) {
  const auto added = replaced(kProject, "<project>glance</project>", "<project>mine</project>");
  auto more = python();
  more.references.push_back("swift");
  const auto merged = project(more, {added, kProject});
  EXPECT_NE(merged.find("<project>mine</project>"), std::string::npos);
  EXPECT_NE(merged.find("<project>swift</project>"), std::string::npos);
  EXPECT_EQ(merged.find("<project>glance</project>"), std::string::npos) << "he took it out";
}

TEST(ProjectFile, WithdrawsWhatIsOursAndWantedNoMore) {
  auto less = python();
  less.references = {"keystone"};
  EXPECT_EQ(project(less, {kProject, kProject}),
            replaced(replaced(kProject, "\t\t<project>glance</project>\n", ""),
                     "<arguments>\n\t\t\t</arguments>", "<arguments></arguments>"));
  EXPECT_EQ(project(less, {kProject, std::nullopt}), kProject) << "it may be the user's";
}

TEST(ProjectFile, AddsToAForeignOne) {
  const auto merged =
      project(python(), {"<projectDescription><name>other</name><natures><nature>org.eclipse.jdt"
                         "</nature></natures></projectDescription>",
                         std::nullopt});
  for (const char* part : {"<name>other</name>", "org.eclipse.jdt", "pythonNature", "PyDevBuilder",
                           "<project>glance</project>"})
    EXPECT_NE(merged.find(part), std::string::npos) << part;
}

TEST(ProjectFile, RefusesWhatIsNone) {
  EXPECT_EQ(project(python(), {"<a/>", std::nullopt}),
            "failed: /r/nova/.project: has no <projectDescription>; move it away");
  EXPECT_EQ(project(python(), {"torn", std::nullopt}).substr(0, 37),
            "failed: /r/nova/.project: not XML: No");
}

TEST(PydevProjectFile, IsPydevsOwnForm) {
  EXPECT_EQ(pydevProject(python(), {}), kPydevProject);
  EXPECT_EQ(pydevProject(python(), {}, "python2.7"),
            replaced(kPydevProject, ">Default<", ">python2.7<"));
}

TEST(PydevProjectFile, StaysByteForByteWhereNothingIsNew) {
  const auto odd = replaced(kPydevProject, "</pydev_project>", "  <!-- mine --></pydev_project>");
  EXPECT_EQ(pydevProject(python(), {odd, kPydevProject}), odd);
}

TEST(PydevProjectFile, KeepsTheUsersChanges) {
  const auto current = replaced(replaced(kPydevProject, ">Default<", ">mine<"),
                                "        <path>/${PROJECT_DIR_NAME}</path>\n",
                                "        <path>/${PROJECT_DIR_NAME}/own</path>\n");
  EXPECT_EQ(pydevProject(python(), {current, kPydevProject}, "python3"), current);
  auto more = python();
  more.sourceFolders.push_back("lib");
  const auto merged = pydevProject(more, {current, kPydevProject});
  EXPECT_NE(merged.find("}/own<"), std::string::npos);
  EXPECT_NE(merged.find("}/lib<"), std::string::npos);
  EXPECT_EQ(merged.find("}<"), std::string::npos);
}

TEST(PydevProjectFile, FollowsTheInterpreterThatItWrote) {
  EXPECT_EQ(pydevProject(python(), {kPydevProject, kPydevProject}, "python3"),
            replaced(kPydevProject, ">Default<", ">python3<"));
}

TEST(PydevProjectFile, LeavesSourcePathsThatItDidNotWrite) {
  const auto foreign = replaced(kPydevProject, "}/src<", "}/elsewhere<");
  EXPECT_EQ(pydevProject(python(), {foreign, std::nullopt}), foreign);
}

TEST(PydevProjectFile, NamesDjangosVariables) {
  auto django = python();
  django.django = Django{"sub/manage.py", "x.settings"};
  const auto fresh = pydevProject(django, {});
  EXPECT_NE(fresh.find("        <key>DJANGO_MANAGE_LOCATION</key>\n"
                       "        <value>sub/manage.py</value>\n"
                       "        <key>DJANGO_SETTINGS_MODULE</key>\n"
                       "        <value>x.settings</value>\n"),
            std::string::npos)
      << fresh;
  const auto users = replaced(fresh, "x.settings", "x.settings_local");
  EXPECT_EQ(pydevProject(django, {users, fresh}), users);
  EXPECT_EQ(pydevProject(python(), {fresh, fresh}).find("DJANGO"), std::string::npos);
}

TEST(EncodingPreferences, SaysUtf8UnlessTheUserSaysElse) {
  const auto fresh = encodingPreferences(std::nullopt);
  EXPECT_EQ(fresh, "eclipse.preferences.version=1\nencoding/<project>=UTF-8\n");
  EXPECT_EQ(encodingPreferences(fresh), fresh);
  EXPECT_EQ(encodingPreferences("encoding/<project>=ISO-8859-1"), "encoding/<project>=ISO-8859-1");
  EXPECT_EQ(encodingPreferences("x=1\n"), "x=1\nencoding/<project>=UTF-8\n");
}

} // namespace
} // namespace stackdev
