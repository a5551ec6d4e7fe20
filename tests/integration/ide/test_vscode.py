"""What `import --ide vscode` writes, judged by VS Code's own parser and by debugpy's real adapter."""

import json
import os
import subprocess
import urllib.request
from pathlib import Path

import pytest
from dap_ide import DapIde, free_port
from program import wait_until
from pydevd_ide import line_of
from stack import STACKDEV

GREEN = "pid = os.getpid"  # a line of the sample's api.py that runs in a green thread of a worker


def ask(port, path="/"):
    with urllib.request.urlopen("http://127.0.0.1:%d%s" % (port, path), timeout=30) as answer:
        return json.loads(answer.read())


def is_serving(port):
    try:
        return ask(port)["service"] == "sample"
    except OSError:
        return False


def held_in_both_workers(sample, ide):
    """A breakpoint in the project's own file stops both forked workers at the same time; then they answer."""
    from concurrent.futures import ThreadPoolExecutor

    file = str(sample.root / "sample-service/sampleservice/api.py")
    ide.set_breakpoint(file, line_of(file, GREEN))
    with ThreadPoolExecutor(8) as pool:
        answers, stops = [], []
        for _ in range(2):
            answers.append(pool.submit(ask, sample.port))
            stops.append(ide.wait_stop(20))
        assert all(stops), "missed"
        assert all(stop.file == file for stop in stops)
        ide.clear()
        for stop in stops:
            stop.resume()
        assert {answer.result()["pid"] for answer in answers} == {stop.pid for stop in stops}
        assert len({stop.pid for stop in stops}) == 2
        many = list(pool.map(lambda _: ask(sample.port, "/hello?name=Ada"), range(8)))
        assert many == [{"greeting": "Hello, Ada!"}] * 8


def test_the_entry_of_a_service_debugs_its_workers(sample):
    sample.imported("vscode")
    entry = sample.configuration("sample-api")
    assert (entry["type"], entry["request"], entry["subProcess"]) == ("debugpy", "launch", True)
    ide = DapIde(configuration=entry)
    try:
        assert wait_until(lambda: is_serving(sample.port), 60)
        assert ide.wait_sessions(3, 30)  # the parent and two workers
        held_in_both_workers(sample, ide)
    finally:
        ide.close()


@pytest.mark.parametrize("first", ["adapter", "program"])
def test_the_compound_of_workers_debugs_them(sample, first):
    """VS Code starts a compound's parts at the same time: either may be the first to be there."""
    sample.imported("vscode")
    name = "sample-api (debug workers)"
    compound = next(one for one in sample.workspace()["launch"]["compounds"] if one["name"] == name)
    parts = {part.rpartition(": ")[2]: sample.configuration(part) for part in compound["configurations"]}
    assert set(parts) == {"adapter", "program"} and compound["stopAll"]
    port = free_port()  # other tests may run beside this one
    parts["adapter"]["listen"]["port"] = port
    parts["program"]["env"]["STACKDEV_DEBUG"] = "127.0.0.1:%d" % port
    ides = {}
    try:
        for part in sorted(parts, reverse=first == "program"):
            ides[part] = DapIde(configuration=parts[part])
            if part == first == "program":
                assert wait_until(lambda: ides[part].terminals, 20)
        assert wait_until(lambda: is_serving(sample.port), 60)
        assert ides["adapter"].wait_sessions(3, 30)  # the parent, which is not traced, and two workers
        held_in_both_workers(sample, ides["adapter"])
        assert ides["program"].stops == []
    finally:
        for ide in ides.values():
            ide.close()


def test_a_group_has_all_that_it_starts(sample):
    sample.imported("vscode")
    workspace = sample.workspace()
    entries = {one["name"]: one for one in workspace["launch"]["configurations"]}
    tasks = {one["label"]: one for one in workspace["tasks"]["tasks"]}
    compound = next(one for one in workspace["launch"]["compounds"] if one["name"] == "sample")
    first, second = (entries[name] for name in compound["configurations"])
    assert "preLaunchTask" not in first
    wait = tasks[second["preLaunchTask"]]
    assert subprocess.run([wait["command"], "0" if wait["args"] == ["2"] else "bad"]).returncode == 0
    assert sample.configuration(second["name"])["args"] == sample.configuration("sample-dashboard")["args"]


def test_programs_folders_and_tasks_are_there(sample):
    sample.imported("vscode")
    workspace = sample.workspace()
    for folder in workspace["folders"]:
        assert (sample.root / folder["path"]).is_dir()
    for path in sample.resolved(workspace["settings"]["python.analysis.extraPaths"], workspace):
        assert os.path.isdir(path)
    for name in [one["name"] for one in workspace["launch"]["configurations"]]:
        entry = sample.configuration(name)
        if entry["request"] == "launch":
            assert os.path.isdir(entry["cwd"]) and os.path.exists(entry["python"])
            assert all(os.path.isdir(path) for path in entry["env"]["PYTHONPATH"].split(":")), name
            assert "program" not in entry or os.path.isfile(entry["program"])
    for task in sample.resolved(workspace["tasks"]["tasks"], workspace):
        if task["command"] == "stackdev":
            words = task["args"] + ["--dry-run"] + sample.globals[2:]
            assert subprocess.run([STACKDEV, *words], capture_output=True).returncode == 0, task


@pytest.mark.parametrize("suite", ["samplelib tests", "python-sampleclient tests", "sample-service tests"])
def test_the_entries_of_tests_run_them(sample, suite):
    sample.imported("vscode")
    entry = sample.configuration(suite)
    done = subprocess.run([entry["python"], "-m", entry["module"], *entry["args"]], cwd=entry["cwd"],
                          env=dict(os.environ, **entry["env"]), capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and "\nOK" in done.stderr and "Ran 0 tests" not in done.stderr, done.stderr


def test_vscodes_parser_reads_what_is_written_and_merged(sample, as_vscode_reads):
    sample.imported("vscode")
    generated = sample.workspace_file.read_text()
    before = as_vscode_reads(generated)
    assert before == json.loads(generated)
    # As people's files are: comments everywhere, trailing commas, own entries, Windows' line ends.
    his = generated.replace('"folders": [', '/* mine */ "folders": [ // all of them')
    his = his.replace('"configurations": [', '"configurations": [\n{"name": "own", "type": "node", "args": [1,2,],}, // own\n')
    his = his.replace('"stopAll": true', '"stopAll": false').replace("\n", "\r\n") + "// end\r\n"
    sample.workspace_file.write_bytes(his.encode())
    mine = as_vscode_reads(his)
    assert sample.imported("vscode")["warnings"] == []
    assert sample.workspace_file.read_bytes() == his.encode()
    # One repository comes, another goes.
    (sample.root / "samplelib").rename(sample.root.parent / "samplelib")
    new = sample.root / "new"
    new.mkdir()
    (new / "setup.py").write_text("from setuptools import setup\nsetup(name='new', py_modules=['new'])\n")
    (new / "new.py").write_text("print(1)\n")
    sample.imported("vscode")
    after = as_vscode_reads(sample.workspace_file.read_bytes().decode())
    assert [one["name"] for one in after["folders"]] == ["python-sampleclient", "sample-service", "new"]
    names = [one["name"] for one in after["launch"]["configurations"]]
    assert names[0] == "own" and "samplelib tests" not in names
    assert all(one["stopAll"] is False for one in after["launch"]["compounds"])
    assert b"// own" in sample.workspace_file.read_bytes() and b"/* mine */" in sample.workspace_file.read_bytes()
    new.joinpath("new.py").unlink()
    new.joinpath("setup.py").unlink()
    new.rmdir()
    (sample.root.parent / "samplelib").rename(sample.root / "samplelib")
    sample.imported("vscode")
    back = as_vscode_reads(sample.workspace_file.read_bytes().decode())

    def in_order(workspace):
        """What comes again comes at the end of its list."""
        return {"folders": sorted(one["name"] for one in workspace["folders"]),
                "paths": sorted(workspace["settings"]["python.analysis.extraPaths"]),
                "launch": sorted(json.dumps(one, sort_keys=True) for one in workspace["launch"]["configurations"])}

    assert in_order(back) == in_order(mine)


def test_git_shows_nothing_and_undo_leaves_nothing(sample):
    imported = sample.imported("vscode")
    assert {one["file"] for one in imported["launchConfigurations"]} == {str(sample.workspace_file)}
    assert {one["ide"] for one in imported["launchConfigurations"]} == {"vscode"}
    assert {one["type"] for one in imported["launchConfigurations"]} == {"debugpy", "compound"}
    assert not (sample.root / "workspace").exists() and not (sample.root / "samplelib/.project").exists()
    assert sample.git_status() == []
    sample.stackdev("undo")
    assert not sample.workspace_file.exists()
    assert [path for path in sample.root.rglob(".stackdev/bin/*")] == []


def test_ides_are_named_rightly(sample):
    for wrong in ("emacs", "", "vscode;pycharm", "VSCode"):
        sample.stackdev("import", "--ide", wrong, status=2)


@pytest.mark.long
def test_pyright_finds_every_module_by_the_settings(sample):
    """Pylance's open core, with the folders and settings of the file, resolves what projects import of each other."""
    modules = Path(__file__).resolve().parent / "npm-long/node_modules"
    assert modules.is_dir(), "scripts/setup --long installs it"
    sample.imported("vscode")
    from language_client import diagnostics

    workspace = sample.workspace()
    settings = workspace["settings"]
    file = sample.root / "sample-service/sampleservice/api.py"
    folders = [(one["name"], sample.root / one["path"]) for one in workspace["folders"]]
    server = ["node", str(modules / "pyright/langserver.index.js"), "--stdio"]
    found = diagnostics(server, folders, {"python": {"analysis": {"extraPaths": settings["python.analysis.extraPaths"]},
                                                     "pythonPath": settings["python.defaultInterpreterPath"]}}, file)
    assert [one for one in found if "samplelib" in one] == [], found
    without = diagnostics(server, folders, {"python": {"pythonPath": settings["python.defaultInterpreterPath"]}}, file)
    assert [one for one in without if "samplelib" in one] != [], "it would be found anyhow: the test proves nothing"


@pytest.mark.long
def test_another_dap_client_is_served(sample):
    """`@vscode/debugadapter-testsupport`: Microsoft's own client takes the entry and stops in its first line."""
    modules = Path(__file__).resolve().parent / "npm-long/node_modules"
    assert modules.is_dir(), "scripts/setup --long installs it"
    sample.imported("vscode")
    entry = dict(sample.configuration("sampleclient"), console="internalConsole")
    adapter = subprocess.run(["/usr/bin/python3", "-c", "import debugpy.adapter as a; print(a.__path__[0])"],
                             capture_output=True, text=True, check=True).stdout.strip()
    code = """
const {DebugClient} = require('@vscode/debugadapter-testsupport');
const entry = JSON.parse(process.env.ENTRY);
const client = new DebugClient('/usr/bin/python3', process.env.ADAPTER, 'debugpy');
(async () => {
  await client.start();
  const launched = client.launch(Object.assign({}, entry, {stopOnEntry: true}));
  await client.waitForEvent('initialized', 20000);
  // Both at once: the event may come before the answer.
  const [stopped] = await Promise.all([client.waitForEvent('stopped', 20000), client.configurationDoneRequest()]);
  const stack = await client.stackTraceRequest({threadId: stopped.body.threadId});
  console.log(JSON.stringify(stack.body.stackFrames[0]));
  await client.disconnectRequest({terminateDebuggee: true});
  await client.stop();
  process.exit(0);
})().catch(error => { console.error(error); process.exit(1); });
"""
    done = subprocess.run(["node", "-e", code], capture_output=True, text=True, timeout=90,
                          env=dict(os.environ, NODE_PATH=str(modules), ENTRY=json.dumps(entry), ADAPTER=adapter))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1])["source"]["path"] == entry["program"]
