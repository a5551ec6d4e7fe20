"""What `import --ide pycharm` writes. No registry has a PyCharm: its files are judged by what its documentation and the
files that it writes itself say, and by running what they describe as it would."""

import os
import shlex
import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from program import Server, wait_until
from pydevd_ide import PydevdIde, line_of


class Project:
    """The folder as PyCharm opens it: modules by their names, run configurations by theirs."""

    def __init__(self, root):
        self.root = root
        modules = ElementTree.parse(root / ".idea/modules.xml").getroot()
        self.modules = {}
        for module in modules.iterfind("component[@name='ProjectModuleManager']/modules/module"):
            path = self.path(module.get("filepath"))
            assert module.get("fileurl") == "file://" + module.get("filepath")
            self.modules[path.stem] = ElementTree.parse(path).getroot()
        self.runs = {}
        for path in (root / ".run").glob("*.run.xml"):
            run = ElementTree.parse(path).getroot().find("configuration")
            assert path.name == run.get("name") + ".run.xml"
            self.runs[run.get("name")] = run

    def path(self, text):
        return Path(self.expanded(text))

    def expanded(self, text):
        # In files below .idea, MODULE_DIR is the folder that holds .idea.
        text = text.replace("$PROJECT_DIR$", str(self.root)).replace("$MODULE_DIR$", str(self.root))
        assert "$" not in text, text
        return text

    def roots(self, name, seen=()):
        """Content and source roots of the module and of those that it depends on, as for PYTHONPATH."""
        found = []
        for content in self.modules[name].iterfind("component/content"):
            for element in [content, *content.iterfind("sourceFolder")]:
                found.append(self.expanded(element.get("url")[len("file://"):]))
        for entry in self.modules[name].iterfind("component/orderEntry[@type='module']"):
            other = entry.get("module-name")
            if other not in seen:
                found += self.roots(other, (*seen, name))
        return list(dict.fromkeys(found))

    def options(self, name):
        return {option.get("name"): option.get("value") for option in self.runs[name].iterfind("option")}

    def environment(self, name):
        module = self.runs[name].find("module").get("name")
        variables = {one.get("name"): self.expanded(one.get("value")) for one in self.runs[name].iterfind("envs/env")}
        return dict(variables, PYTHONPATH=":".join(self.roots(module)))

    def command(self, name):
        """What Run runs."""
        options = self.options(name)
        return [options["SDK_HOME"], *shlex.split(options["INTERPRETER_OPTIONS"]),
                str(self.path(options["SCRIPT_NAME"])), *shlex.split(self.expanded(options["PARAMETERS"]))]


@pytest.fixture
def project(sample):
    imported = sample.imported("pycharm")
    assert {one["ide"] for one in imported["launchConfigurations"]} == {"pycharm"}
    return Project(sample.root)


def test_without_a_pycharm_modules_have_what_projects_have(sample, project):
    assert set(project.modules) == {"python-sampleclient", "root", "sample-service", "samplelib"}
    for module in project.modules.values():
        assert (module.tag, module.get("type"), module.get("version")) == ("module", "PYTHON_MODULE", "4")
    assert project.roots("samplelib") == [str(sample.root / "samplelib"), str(sample.root / "samplelib/src")]
    assert set(project.roots("sample-service")) == {
        str(sample.root / name) for name in ("sample-service", "python-sampleclient", "samplelib", "samplelib/src")}
    mappings = ElementTree.parse(sample.root / ".idea/vcs.xml").getroot()
    assert sorted(one.get("directory") for one in mappings.iterfind("component/mapping[@vcs='Git']")) == [
        "$PROJECT_DIR$/" + name for name in ("python-sampleclient", "sample-service", "samplelib")]


def test_without_a_pycharm_every_run_configuration_leads_to_what_is_there(sample, project):
    for name, run in project.runs.items():
        if run.get("type") == "CompoundRunConfigurationType":
            for member in run.iterfind("toRun"):
                assert project.runs[member.get("name")].get("type") == member.get("type")
        elif run.get("type") != "PyRemoteDebugConfigurationType":
            options = project.options(name)
            assert run.find("module").get("name") in project.modules
            assert project.path(options["WORKING_DIRECTORY"]).is_dir() and os.access(options["SDK_HOME"], os.X_OK)
            target = options.get("SCRIPT_NAME") or options["_new_target"].strip('"')
            assert project.path(target).exists(), name
    assert [member.get("name") for member in project.runs["sample"].iterfind("toRun")] == ["sample-api", "sample-dashboard"]


def test_without_a_pycharm_the_debug_server_waits_on_loopback(project):
    options = project.options("stackdev debug server")
    address = "%s:%s" % (options["HOST"], options["PORT"])
    assert address == project.environment("sample-api (debug workers)")["STACKDEV_DEBUG"] == "127.0.0.1:5678"
    assert options["SUSPEND_AFTER_CONNECT"] == "false"


@pytest.mark.parametrize("debugger", ["of the interpreter", pytest.param("pydevd-pycharm", marks=pytest.mark.long)])
def test_without_a_pycharm_run_lets_both_workers_come_to_a_debug_server(sample, project, debugger):
    """As Run would start it. The server is a stand-in; pydevd-pycharm, where it is there, is JetBrains' own."""
    name = "sample-api (debug workers)"
    ide = PydevdIde()
    environment = dict(project.environment(name), STACKDEV_DEBUG="127.0.0.1:%d" % ide.port)
    if debugger == "pydevd-pycharm":
        folder = os.environ.get("PYDEVD_PYCHARM")
        if not folder:
            pytest.skip("PYDEVD_PYCHARM names no folder: pip install --target FOLDER pydevd-pycharm")
        environment["STACKDEV_DEBUG_PYDEVD"] = folder
    server = Server(project.command(name), sample.port, environment=environment, bootstrap=False,
                    cwd=str(project.path(project.options(name)["WORKING_DIRECTORY"])))
    try:
        assert ide.wait_sessions(2, 30), server.said()
        file = str(sample.root / "sample-service/sampleservice/api.py")
        ide.set_breakpoint(file, line_of(file, "pid = os.getpid"))
        answers, stops = [], []
        for _ in range(2):
            answers.append(server.ask("/"))
            stops.append(ide.wait_stop(15))
        assert all(stops) and len({stop.pid for stop in stops}) == 2
        ide.clear()
        for stop in stops:
            stop.resume()
        assert sorted(answer.result()[1]["pid"] for answer in answers) == sorted(stop.pid for stop in stops)
    finally:
        server.kill()
        ide.close()


@pytest.mark.parametrize("suite", ["samplelib tests", "python-sampleclient tests", "sample-service tests"])
def test_without_a_pycharm_test_suites_run(project, suite):
    options = project.options(suite)
    target = project.path(options["_new_target"].strip('"'))
    done = subprocess.run([options["SDK_HOME"], "-m", "unittest", "discover", "-s", str(target)], capture_output=True,
                          text=True, env=dict(os.environ, **project.environment(suite)), timeout=60)
    assert done.returncode == 0 and "\nOK" in done.stderr and "Ran 0 tests" not in done.stderr, done.stderr


def test_without_a_pycharm_changes_of_the_user_stay(sample, project):
    """As PyCharm itself changes them: it chooses an interpreter, excludes a folder, adds a module, edits a run."""
    module = sample.root / ".idea/samplelib.iml"
    text = module.read_text().replace('<orderEntry type="inheritedJdk" />',
                                      '<orderEntry type="jdk" jdkName="Python 3.11" jdkType="Python SDK" />')
    module.write_text(text.replace("</content>", '  <excludeFolder url="file://$MODULE_DIR$/samplelib/build" />\n</content>'))
    modules = sample.root / ".idea/modules.xml"
    own = '<module fileurl="file:///else/own.iml" filepath="/else/own.iml" />'
    modules.write_text(modules.read_text().replace("<modules>", "<modules>" + own))
    run = sample.root / ".run/sample-tools.run.xml"
    run.write_text(run.read_text().replace('name="PARAMETERS" value=""', 'name="PARAMETERS" value="--mine"'))
    his = {path: path.read_text() for path in (module, modules, run)}
    imported = sample.imported("pycharm")
    assert {path: path.read_text() for path in his} == his
    assert [one for one in imported["warnings"] if str(run) in one]
    (sample.root / "samplelib").rename(sample.root.parent / "gone")
    sample.imported("pycharm")
    assert own in modules.read_text() and "samplelib" not in modules.read_text()
    assert module.exists(), "changed by the user"
    service = ElementTree.parse(sample.root / ".idea/sample-service.iml").getroot()
    assert [one.get("module-name") for one in service.iterfind("component/orderEntry[@type='module']")] == [
        "python-sampleclient"]
    assert not (sample.root / ".run/samplelib tests.run.xml").exists()


def test_without_a_pycharm_git_shows_nothing_and_undo_leaves_nothing(sample, project):
    assert sample.git_status() == []
    assert wait_until(lambda: "were up to date" in sample.stackdev("import", "--ide", "pycharm"), 1)
    sample.stackdev("undo")
    assert not list((sample.root / ".idea").glob("*")) and not list((sample.root / ".run").glob("*"))
