"""What the commands have in common: --json when they fail, --quiet when they do not."""

import json
import os
import pty
import re
import signal
import subprocess
import time

import pytest

STACKDEV = os.environ.get("STACKDEV") or os.path.join(os.path.dirname(__file__), "../../build/release/bin/stackdev")
WORDS = {
    "launch": ["list"], "run": ["nothing"], "debug": ["nothing"], "debug-safe": ["status"], "hook": ["status"],
    "init": ["--stack", "sample"], "deps": ["plan"], "network": ["plan"],
}


def commands():
    overview = subprocess.run([STACKDEV, "--help"], capture_output=True, text=True, check=True).stdout
    return re.findall(r"^  ([a-z][a-z-]+) ", overview.partition("Subcommands:")[2], re.MULTILINE)


@pytest.mark.parametrize("command", commands())
def test_a_root_that_is_not_there_is_one_object_and_one_message(command, tmp_path):
    words = [STACKDEV, "--json", "--root", str(tmp_path / "nowhere"), command] + WORDS.get(command, [])
    done = subprocess.run(words, capture_output=True, text=True, timeout=20)
    assert done.returncode == 2, done
    error = json.loads(done.stdout)["error"]
    assert sorted(error) == ["code", "message"]
    assert error["message"] in done.stderr and "nowhere" in error["message"]


@pytest.mark.parametrize("words, said", [
    (["frobnicate"], "frobnicate: no such"), (["scan", "--nonsense"], "--nonsense"), (["hook", "on"], "place"), ([], "command"),
    (["clone", "--jobs", "many"], "--jobs"), (["scan", ""], "PATH"), (["hook", "on", ""], "FILE[:LINE]"), (["import", "--workspace", ""], "--workspace"),
    (["launch", "show", ""], "NAME"), (["clone", "--depth", "0"], "in range 1 to 1000000"), (["logs", "-n", "-1"], "in range 0 to"),
    (["import", "--workspace", "/dev/null/x"], "is no folder"),
    (["hook", "on", "a.py", "--port", "70000"], "65535"), (["launch"], "subcommand")])
def test_wrong_usage_is_one_object_and_one_message(words, said):
    done = subprocess.run([STACKDEV, *words, "--json"], capture_output=True, text=True, timeout=20)
    assert done.returncode == 2, done
    error = json.loads(done.stdout)["error"]
    assert error["code"] == "invalid-argument" and said in error["message"] and error["message"] in done.stderr


def test_the_version_is_for_people_and_for_programs():
    text = subprocess.run([STACKDEV, "--version"], capture_output=True, text=True, check=True, timeout=20).stdout
    for words in (["--version", "--json"], ["--json", "--version"]):
        done = subprocess.run([STACKDEV, *words], capture_output=True, text=True, check=True, timeout=20)
        assert text == f"stackdev {json.loads(done.stdout)['version']}\n"


def test_the_current_folder_is_gone(tmp_path):
    (tmp_path / "gone").mkdir()
    done = subprocess.run(["sh", "-c", 'rmdir "$PWD"; exec "$0" --json scan', STACKDEV], cwd=tmp_path / "gone", text=True,
                          capture_output=True, timeout=20)
    assert done.returncode == 3 and "current folder" in json.loads(done.stdout)["error"]["message"]


def everything_in(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_dry_run_writes_and_starts_nothing(tmp_path):
    (tmp_path / "root").mkdir()
    stackdev = [STACKDEV, "--root", str(tmp_path / "root"), "--state", str(tmp_path / "state")]
    environment = {**os.environ, "ECLIPSE": "/bin/false"}
    subprocess.run([*stackdev, "--quiet", "init", "--stack", "sample"], check=True, timeout=20)
    api = str(tmp_path / "root/sample-service/sampleservice/api.py")
    before = everything_in(tmp_path)
    for words in (["init", "--stack", "sample"], ["clone"], ["import"], ["scan"], ["debug-safe", "on", "--guard"],
                  ["hook", "on", api], ["run", "sample-api"], ["debug", "sample-api"], ["debug", "--", "true"], ["doctor", "--fix"],
                  ["up"], ["up", "sample-api"], ["restart"], ["down"], ["down", "--wipe"], ["undo"], ["trust"], ["open"]):
        for machine in ([], ["--json"]):
            done = subprocess.run([*stackdev, "--dry-run", *machine, *words], capture_output=True, text=True, timeout=20,
                                  env=environment)
            assert done.returncode == 0, (words, done)
            if machine:
                [json.loads(line) for line in done.stdout.splitlines()]
                assert done.stdout, words
            assert everything_in(tmp_path) == before, words
    assert subprocess.run([*stackdev, "--dry-run", "up"], capture_output=True, text=True, timeout=20).stdout == \
        "would start sample-api\nwould start sample-dashboard\n"


def test_the_diff_is_one_for_git(tmp_path):
    (tmp_path / "root").mkdir()
    stackdev = [STACKDEV, "--root", str(tmp_path / "root"), "--state", str(tmp_path / "state"), "init", "--stack", "sample"]
    diff = subprocess.run([*stackdev, "--dry-run"], capture_output=True, check=True, timeout=20).stdout
    subprocess.run(["git", "init", "--quiet", str(tmp_path / "copy")], check=True)
    subprocess.run(["git", "apply"], input=diff, cwd=tmp_path / "copy", check=True, timeout=20)
    subprocess.run(stackdev, check=True, capture_output=True, timeout=20)
    made = (tmp_path / "copy/stackdev.toml").read_bytes()
    assert made == (tmp_path / "root/stackdev.toml").read_bytes()


@pytest.mark.parametrize("tool", [["git", "apply"], ["patch", "--quiet", "--strip=1"]], ids=["git", "patch"])
def test_the_diff_names_any_file(tool, tmp_path):
    names = ["a b", "\u00e9%#?[]", "quo'te\"", "back\\slash", "new\nline", "ta\tb", "bell\x07", "$HOME"]
    for tree in ("root", "copy"):
        for name in names:
            (tmp_path / tree / name).mkdir(parents=True)
            (tmp_path / tree / name / "it is.py").write_text("import eventlet\neventlet.monkey_patch()\n")
    stackdev = [STACKDEV, "--root", str(tmp_path / "root"), "--state", str(tmp_path / "state"), "debug-safe", "on"]
    diff = subprocess.run([*stackdev, "--dry-run"], capture_output=True, check=True, timeout=20).stdout
    subprocess.run(tool, input=diff, cwd=tmp_path / "copy", check=True, timeout=20)
    subprocess.run(stackdev, capture_output=True, check=True, timeout=20)
    for name in names:
        made = [(tmp_path / tree / name / "it is.py").read_text() for tree in ("root", "copy")]
        assert made[0] == made[1] and "stackdev:debug-safe" in made[0], name


def test_each_file_is_in_the_diff_once(tmp_path):
    stackdev = sample_in(tmp_path / "root")
    diff = subprocess.run([*stackdev, "--dry-run", "import"], capture_output=True, text=True, check=True, timeout=20).stdout
    files = re.findall(r"^diff --git .*$", diff, re.MULTILINE)
    assert any("/.stackdev/bin/" in file for file in files) and len(files) == len(set(files)), files


def sample_in(root):
    """The sample stack below `root`; the words that a command of it begins with."""
    root.mkdir()
    stackdev = [STACKDEV, "--root", str(root), "--state", str(root.parent / "state")]
    subprocess.run([*stackdev, "--quiet", "init", "--stack", "sample"], check=True, timeout=20)
    return stackdev


def test_what_was_imported_and_taken_back_leaves_nothing(tmp_path):
    stackdev = sample_in(tmp_path / "root")
    before = set((tmp_path / "root").rglob("*"))
    for words in (["import"], ["undo"]):
        subprocess.run([*stackdev, *words], check=True, capture_output=True, timeout=20)
    assert set((tmp_path / "root").rglob("*")) == before


def test_what_was_done_can_be_taken_back_with_a_broken_manifest(tmp_path):
    stackdev = sample_in(tmp_path / "root")
    script = tmp_path / "root/sample-service/bin/sample-api"
    text = script.read_bytes()
    manifest = tmp_path / "root/stackdev.toml"
    subprocess.run([*stackdev, "debug-safe", "on"], check=True, capture_output=True, timeout=20)
    whole = manifest.read_text()
    manifest.write_text(whole + '\n[preset.mine]\nlibrary = "eventlet"\narguments = "no=True"\n')
    subprocess.run([*stackdev, "debug-safe", "off"], check=True, capture_output=True, timeout=20)
    assert script.read_bytes() == text
    assert subprocess.run([*stackdev, "debug-safe", "on"], capture_output=True, timeout=20).returncode == 2
    manifest.write_text(whole)
    for do, take_back in ((["debug-safe", "on"], ["undo"]), (["debug-safe", "on"], ["debug-safe", "off"]),
                          (["hook", "on", str(script)], ["hook", "off", str(script)])):
        subprocess.run([*stackdev, *do], check=True, capture_output=True, timeout=20)
        assert script.read_bytes() != text
        kept = manifest.read_bytes()
        manifest.write_text("version = \n")
        assert subprocess.run([*stackdev, "status"], capture_output=True, timeout=20).returncode == 2
        subprocess.run([*stackdev, *take_back], check=True, capture_output=True, timeout=20)
        assert script.read_bytes() == text, take_back
        subprocess.run([*stackdev, "down"], check=True, capture_output=True, timeout=20)
        manifest.write_bytes(kept)


@pytest.mark.parametrize("name, text, is_taken", [
    ("a.py", "x = 1\n", True), ("app.wsgi", "x = 1\n", True), ("tool", "#!/usr/bin/python\nx = 1\n", True), ("tool", "x = 1\n", False),
    ("a.toml", "version = 1\n", False), ("a.json", '{"a": 1}\n', False), ("a.cfg", "a = b\n", False)])
def test_hooks_go_into_python_only(name, text, is_taken, tmp_path):
    file = tmp_path / name
    file.write_text(text)
    words = [STACKDEV, "--root", str(tmp_path), "--state", str(tmp_path / "state"), "--json", "hook", "on", str(file)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=20)
    assert (done.returncode == 0, file.read_text() != text) == (is_taken, is_taken), done
    assert is_taken or f"{name}: is no Python source" in json.loads(done.stdout)["error"]["message"]


@pytest.mark.parametrize("redirection", [">/dev/full", ">&-"])
@pytest.mark.parametrize("words", ["scan", "scan --json", "import", "launch list", "--help", "undo --list", "import --dry-run"])
def test_what_nobody_can_read_is_an_error(words, redirection, tmp_path):
    stackdev = sample_in(tmp_path / "root")
    done = subprocess.run(["sh", "-c", f'"$@" {words} {redirection}', "sh", *stackdev], capture_output=True, text=True, timeout=20)
    assert done.returncode == 3 and "standard output cannot be written" in done.stderr, done


def test_no_file_becomes_a_closed_standard_stream(tmp_path):
    stackdev = sample_in(tmp_path / "root")
    subprocess.run(["sh", "-c", '"$@" import <&- >&- 2>&-', "sh", *stackdev], timeout=20)
    assert (tmp_path / "root/workspace/.metadata/.lock").read_bytes() == b""
    trace = tmp_path / "trace"
    subprocess.run(["strace", "-f", "-E", "ASAN_OPTIONS=detect_leaks=0", "-o", str(trace), "-e", "trace=openat", "sh", "-c",
                    '"$@" import <&- >&- 2>&-', "sh", *stackdev], timeout=30)
    taken = [line for line in trace.read_text().splitlines()
             if re.search(r"= [012]$", line) and "/dev/null" not in line and str(tmp_path) in line]
    assert not taken


def test_commands_that_are_told_can_be_pasted(tmp_path):
    root = tmp_path / "my root"
    stackdev = sample_in(root)
    (root / "stackdev.toml").write_text((root / "stackdev.toml").read_text() + "# changed\n")
    refused = subprocess.run([*stackdev, "up"], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=20)
    assert refused.returncode == 1 and f"stackdev trust --root '{root}'" in refused.stderr
    subprocess.run([*stackdev, "debug-safe", "on"], check=True, capture_output=True, timeout=20)
    found = subprocess.run([*stackdev, "--json", "doctor"], capture_output=True, text=True, timeout=30).stdout
    mends = [one["fix"] for one in json.loads(found)["findings"] if one["id"] == "debug-safe-left"]
    assert mends == [f"stackdev debug-safe off '{root}/sample-service/bin/sample-api'"]
    shown = subprocess.run([*stackdev, "--dry-run", "run", "sample-api"], capture_output=True, text=True, check=True, timeout=20)
    assert f"'{root}/sample-service/bin/sample-api'" in shown.stdout
    told = subprocess.run([*stackdev, "import", "--workspace", str(tmp_path / "my workspace")], capture_output=True, text=True,
                          check=True, timeout=20).stdout
    assert f"stackdev open --workspace '{tmp_path}/my workspace'," in told


def test_where_there_is_nothing_it_is_said(tmp_path):
    (tmp_path / "root").mkdir()
    stackdev = [STACKDEV, "--root", str(tmp_path / "root"), "--state", str(tmp_path / "state")]
    done = subprocess.run([*stackdev, "import"], capture_output=True, text=True, check=True, timeout=20)
    assert "no repository was found" in done.stderr
    for words in (["up"], ["restart"]):
        done = subprocess.run([*stackdev, *words], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=20)
        assert done.returncode == 2 and "stackdev init" in done.stderr, done


def test_errors_say_what_to_do(tmp_path):
    stackdev = sample_in(tmp_path / "root")
    script = tmp_path / "root/sample-service/bin/sample-api"

    def error(*words, **more):
        done = subprocess.run(words, capture_output=True, text=True, timeout=20, **more)
        assert done.returncode != 0
        return done.stderr

    assert "--state DIR" in error(STACKDEV, "--root", str(tmp_path / "root"), "--state", "/proc/none/state", "trust")
    (tmp_path / "os").mkdir()
    (tmp_path / "os/stackdev.toml").write_text(
        "version = 1\nstack = 's'\n[service.broker]\nscript = 'rabbitmq.py'\nport = 5672\nready-script = ['x.py']\n")
    assert "stackdev run broker --dry-run" in error(STACKDEV, "--root", str(tmp_path / "os"), "launch", "show", "broker")
    assert "STACKDEV_DATA" in error(STACKDEV, "init", env={**os.environ, "STACKDEV_DATA": str(tmp_path)})
    subprocess.run([*stackdev, "debug-safe", "on"], check=True, capture_output=True, timeout=20)
    script.write_text(script.read_text() + "# mine\n")
    assert f"{script}\nTake those later changes back" in error(*stackdev, "undo")


def test_an_interrupted_command_says_so(tmp_path):
    (tmp_path / "root/a").mkdir(parents=True)
    (tmp_path / "root/a/setup.py").touch()
    sleeper = tmp_path / "python"
    sleeper.write_text(f"#!/bin/sh\necho > {tmp_path}/asked\nexec sleep 5\n")
    sleeper.chmod(0o755)
    command = [STACKDEV, "--root", str(tmp_path / "root"), "--state", str(tmp_path / "state"), "import", "--interpreter", str(sleeper)]
    with subprocess.Popen(command) as running:
        while not (tmp_path / "asked").exists():
            assert running.poll() is None
            time.sleep(0.01)
        running.send_signal(signal.SIGINT)
        assert running.wait(3) == 130


@pytest.mark.parametrize("fault", ["link:when=8", "link:when=30", "link:when=60", "rename:when=6", "rename:when=14", "rename:when=21"])
def test_a_killed_init_is_completed_by_the_next(fault, tmp_path):
    (tmp_path / "root").mkdir()
    init = [STACKDEV, "--root", str(tmp_path / "root"), "--state", str(tmp_path / "state"), "init", "--stack", "sample"]
    call, when = fault.split(":")
    killed = subprocess.run(["strace", "-f", "-qq", "-E", "ASAN_OPTIONS=detect_leaks=0", "-o", "/dev/null", "-e", f"trace={call}",
                             "-e", f"inject={call}:signal=KILL:{when}", *init], capture_output=True, timeout=30)
    assert killed.returncode != 0
    subprocess.run(init, check=True, capture_output=True, timeout=20)
    for name in ("samplelib", "python-sampleclient", "sample-service"):
        git = ["git", "-C", str(tmp_path / "root" / name)]
        assert subprocess.run([*git, "status", "--porcelain"], capture_output=True, check=True).stdout == b""
        assert subprocess.run([*git, "rev-list", "--count", "HEAD"], capture_output=True, check=True).stdout == b"1\n"
    assert not list((tmp_path / "root").glob(".*"))


def test_import_of_a_folder_as_shells_complete_it(tmp_path):
    stackdev = [*sample_in(tmp_path / "root"), "--json", "--dry-run", "import"]
    for words in (["samplelib"], ["samplelib/"], ["./samplelib"], ["--interpreter", "/usr/bin/python3", "samplelib"]):
        done = subprocess.run([*stackdev, *words], capture_output=True, text=True, check=True, timeout=20)
        assert [project["name"] for project in json.loads(done.stdout)["projects"]] == ["samplelib"]


def test_hook_status_of_one_line(tmp_path):
    file = tmp_path / "root/a.py"
    file.parent.mkdir()
    file.write_text("import os\nx = 1\n")
    stackdev = [STACKDEV, "--root", str(tmp_path / "root"), "--state", str(tmp_path / "state"), "--json", "hook"]
    subprocess.run([*stackdev, "on", f"{file}:2"], check=True, capture_output=True, timeout=20)
    for place, status in ((f"{file}:2", 1), (f"{file}:1", 0), (str(file), 1), (str(tmp_path / "root"), 1)):
        done = subprocess.run([*stackdev, "status", place], capture_output=True, text=True, timeout=20)
        assert (done.returncode, len(json.loads(done.stdout)["hooks"])) == (status, status), place


def test_quiet_is_quiet(tmp_path):
    (tmp_path / "root").mkdir()
    stackdev = [STACKDEV, "--quiet", "--root", str(tmp_path / "root"), "--state", str(tmp_path / "state")]
    api = str(tmp_path / "root/sample-service/sampleservice/api.py")
    for words in (["init", "--stack", "sample"], ["trust"], ["import"], ["debug-safe", "on"], ["debug-safe", "off"],
                  ["hook", "on", api], ["hook", "off", api], ["up"], ["down"], ["undo"]):
        done = subprocess.run(stackdev + words, capture_output=True, text=True, timeout=60)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", ""), words


def on_terminal(words):
    """What the command writes to a terminal that is its standard error, and to its standard output."""
    master, slave = pty.openpty()
    process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=slave)
    os.close(slave)
    shown = b""
    try:
        while chunk := os.read(master, 4096):
            shown += chunk
    except OSError:  # the other end is closed
        pass
    os.close(master)
    output = process.stdout.read().decode()
    process.stdout.close()
    assert process.wait(30) == 0, shown
    return shown.decode(), output


@pytest.fixture
def many_repositories(tmp_path):
    for number in range(60):
        package = tmp_path / ("root/repository-%d/package" % number)
        package.mkdir(parents=True)
        (package / "__init__.py").write_text("import eventlet\neventlet.monkey_patch()\n")
    return tmp_path / "root"


@pytest.mark.parametrize("command, bar", [
    ("import", r"import +repositories read +\[#+ *\] +\d+ %"), ("scan", r"scan +files read +\d+"),
])  # fmt: skip
def test_what_takes_longer_shows_how_far_it_is(command, bar, many_repositories, tmp_path):
    stackdev = [STACKDEV, "--root", str(many_repositories), "--state", str(tmp_path / "state"), command]
    slow = ["strace", "-f", "-qq", "-E", "ASAN_OPTIONS=detect_leaks=0", "-o", "/dev/null", "-e", "trace=getdents64",
            "-e", "inject=getdents64:delay_enter=20000"]  # fmt: skip
    shown, output = on_terminal(slow + stackdev)
    assert re.search(bar, shown), shown
    assert "repository-59" in output and "\x1b" not in output
    assert shown.endswith("\x1b[2K"), "the bar stays"
    shown, _ = on_terminal(stackdev)  # quick: nothing to show
    assert "read" not in shown
    shown, _ = on_terminal(slow + stackdev + ["--json"])
    assert shown == ""


def test_env_is_for_eval(tmp_path):
    (tmp_path / "root").mkdir()
    values = {"ONE": "it's", "TWO_2": '"$(touch marker)" `touch marker` \\ *', "_three": "; touch marker"}
    manifest = tmp_path / "root/stackdev.toml"
    manifest.write_text("version = 1\nstack = 's'\n[environment]\n" +
                        "".join(f"{name} = {json.dumps(value)}\n" for name, value in values.items()))
    stackdev = [STACKDEV, "--root", str(tmp_path / "root"), "--state", str(tmp_path / "state"), "env"]
    printed = subprocess.run(["sh", "-c", 'eval "$("$@")"; env', "sh", *stackdev], capture_output=True, text=True, check=True,
                             cwd=tmp_path, timeout=20).stdout
    assert {f"{name}={value}" for name, value in values.items()} <= set(printed.splitlines())
    manifest.write_text("version = 1\nstack = 's'\n[environment]\n'A;touch marker;B' = 'x'\n")
    done = subprocess.run(stackdev, capture_output=True, text=True, timeout=20)
    assert done.returncode == 2 and not done.stdout and "stackdev.toml:4: environment.A;touch marker;B" in done.stderr
    assert not (tmp_path / "marker").exists()


def test_import_says_which_files_git_will_show_as_changed(tmp_path):
    clone = tmp_path / "root/clone"
    clone.mkdir(parents=True)
    (clone / "a.py").touch()
    project = clone / ".project"
    project.write_text("<projectDescription><name>mine</name></projectDescription>\n")
    subprocess.run(["git", "init", "-q"], cwd=clone, check=True)
    subprocess.run(["git", "add", ".project"], cwd=clone, check=True)
    command = [STACKDEV, "--root", str(tmp_path / "root"), "--state", str(tmp_path / "state"), "--json", "import"]
    warnings = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)["warnings"]
    shown = subprocess.run(["git", "status", "--porcelain"], cwd=clone, capture_output=True, text=True).stdout
    assert shown == "AM .project\n?? a.py\n"
    assert [one for one in warnings if one.startswith(f"{project}: is tracked by git")], warnings
    assert not [one for one in warnings if ".pydevproject" in one], warnings
    subprocess.run(["git", "update-index", "--skip-worktree", ".project"], cwd=clone, check=True)
    shown = subprocess.run(["git", "status", "--porcelain"], cwd=clone, capture_output=True, text=True).stdout
    assert shown == "A  .project\n?? a.py\n"
