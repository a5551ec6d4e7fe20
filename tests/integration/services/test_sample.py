"""The sample stack under supervision, from up to down."""

import json
import os
import signal
import stat
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest

from program import SECONDS, Stack, free_port, wait_until
from running_stack import STACKDEV, answers, variables

KEYS = ["name", "state", "pid", "port", "url", "startedSeconds"]


def test_up_status_verify_env_logs_down(stack: Stack) -> None:
    began = time.monotonic()
    up = json.loads(stack.stackdev("up", "--json"))
    assert time.monotonic() - began < 20
    assert [list(one) for one in up["services"]] == [KEYS, KEYS]
    api, dashboard = up["services"]
    assert (api["name"], api["state"], api["port"]) == ("sample-api", "running", stack.api)
    assert api["url"] == f"http://127.0.0.1:{stack.api}/"
    assert dashboard["name"] == "sample-dashboard"
    with urllib.request.urlopen(api["url"]) as answer:
        assert variables(json.load(answer)["pid"])["STACKDEV_SERVICE"] == "sample-api"

    status = json.loads(stack.stackdev("status", "--json"))["services"]
    assert [one["pid"] for one in status] == [api["pid"], dashboard["pid"]]
    assert "MiB" in stack.stackdev("status")
    again = json.loads(stack.stackdev("up", "--json"))["services"]
    assert [one["pid"] for one in again] == [api["pid"], dashboard["pid"]], "what runs is left alone"

    checks = json.loads(stack.stackdev("verify", "--json"))["checks"]
    assert len(checks) == 5 and all(check["ok"] for check in checks), checks
    assert set(checks[0]) == {"name", "ok", "seconds", "detail"}
    assert f"export SAMPLE_API_URL='http://127.0.0.1:{stack.api}'" in stack.stackdev("env")
    assert f"on http://127.0.0.1:{stack.api}/" in stack.stackdev("logs", "sample-api")
    assert "sample-dashboard | Starting development server" in stack.stackdev("logs")

    began = time.monotonic()
    stack.stackdev("down")
    assert time.monotonic() - began < 10
    assert stack.processes() == {}
    assert not answers(stack.api) and not answers(stack.dashboard)
    for one in stack.services().values():
        assert one["state"] == "stopped" and one["pid"] is None and one["startedSeconds"] is None
    stack.stackdev("down")


def test_a_dashboard_that_reaches_no_api_is_a_fail(stack: Stack) -> None:
    stack.edit(stack.root / "python-sampleclient/sample_dashboard/settings.py", str(stack.api), str(free_port()))
    stack.stackdev("up")
    done = stack.run("verify", "--json")
    assert done.returncode == 1, done
    assert [check["name"] for check in json.loads(done.stdout)["checks"] if not check["ok"]] == \
        ["the dashboard shows what the API says"]


def test_the_second_up_knows_how_long_it_takes(stack: Stack) -> None:
    assert " left" not in stack.run("up").stderr
    stack.stackdev("down")
    durations = stack.state / "services/durations"
    taken = {name: float(seconds) for seconds, name in map(str.split, durations.read_text().splitlines())}
    assert set(taken) == {"sample-api", "sample-dashboard"} and all(0 <= seconds < 30 for seconds in taken.values())
    durations.write_text("30 sample-api\n40 sample-dashboard\n")
    result = stack.run("up")
    assert result.returncode == 0 and "about 70 s left" in result.stderr, result.stderr
    assert "40 " not in durations.read_text(), "what it took now counts from now on"


def test_status_tells_what_is_debug_safe(stack: Stack) -> None:
    stack.stackdev("up")
    assert "debug-safe" not in stack.run("status").stdout
    stack.stackdev("debug-safe", "on")
    api, dashboard = (next(line for line in stack.run("status").stdout.splitlines() if line.startswith(name)) for name in ("sample-api", "sample-dashboard"))
    assert "debug-safe" in api and "debug-safe" not in dashboard
    stack.stackdev("debug-safe", "off")


def test_one_service_and_what_it_needs(stack: Stack) -> None:
    assert [one["name"] for one in json.loads(stack.stackdev("up", "sample-api", "--json"))["services"]] \
        == ["sample-api"]
    assert stack.services()["sample-dashboard"]["state"] == "stopped"
    both = json.loads(stack.stackdev("up", "sample-dashboard", "--json"))["services"]
    assert [one["state"] for one in both] == ["running", "running"]


def test_restart_gives_a_new_process(stack: Stack) -> None:
    stack.stackdev("up")
    before = stack.services()
    stack.stackdev("restart", "sample-api")
    after = stack.services()
    assert after["sample-api"]["pid"] != before["sample-api"]["pid"]
    assert after["sample-dashboard"]["pid"] == before["sample-dashboard"]["pid"]
    assert stack.all_run()


def test_wipe_leaves_nothing(stack: Stack) -> None:
    stack.stackdev("up", "sample-api")
    stack.stackdev("down", "--wipe")
    assert not (stack.state / "services").exists()
    stack.stackdev("down", "--wipe")


def test_only_the_user_reads_what_is_kept(stack: Stack) -> None:
    stack.stackdev("up")
    folder = stack.state / "services"
    for path in [folder, *folder.rglob("*")]:
        assert stat.S_IMODE(path.lstat().st_mode) & 0o077 == 0, path


def test_a_changed_manifest_restarts_what_it_changes(stack: Stack) -> None:
    stack.stackdev("up")
    before = stack.services()
    port = free_port()
    stack.edit(stack.manifest, str(stack.dashboard), str(port))
    stack.stackdev("trust")
    stack.stackdev("up")
    after = stack.services()
    assert after["sample-api"]["pid"] == before["sample-api"]["pid"]
    assert after["sample-dashboard"]["pid"] != before["sample-dashboard"]["pid"]
    assert answers(port) and not answers(stack.dashboard)


def test_no_trust_nothing_starts(stack: Stack) -> None:
    with open(stack.manifest, "a", encoding="utf-8") as manifest:
        manifest.write("# changed\n")
    for words in (["up"], ["restart"], ["verify"]):
        result = stack.run(*words)
        assert result.returncode == 1
        assert "stackdev trust" in result.stderr
    assert stack.processes() == {}
    assert stack.run("status").returncode == 0


def test_a_taken_port_is_told_with_who_has_it(stack: Stack) -> None:
    holder = subprocess.Popen(["/usr/bin/python3", "-m", "http.server", "--bind", "127.0.0.1", str(stack.dashboard)],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: answers(stack.dashboard))
        result = stack.run("up")
        assert result.returncode == 3
        assert f"sample-dashboard: port {stack.dashboard} is taken by pid {holder.pid} " \
               f"(/usr/bin/python3 -m http.server" in result.stderr
        assert json.loads(stack.run("up", "--json").stdout)["error"]["code"] == "io"
        assert stack.services()["sample-api"]["state"] == "running"
    finally:
        holder.kill()
        holder.wait()
    stack.stackdev("up")
    assert stack.all_run()


def test_a_broken_tree_is_told_with_the_end_of_the_log(stack: Stack) -> None:
    api = stack.root / "sample-service/sampleservice/api.py"
    text = api.read_text()
    api.write_text(text + "\nraise RuntimeError('broken on purpose')\n")
    result = stack.run("up")
    assert result.returncode == 3
    # with status 1; a quick one for supervisord "as soon as it was started" or "again and again"
    assert "sample-api end" in result.stderr
    assert "RuntimeError: broken on purpose" in result.stderr
    api.write_text(text)
    stack.stackdev("up")
    assert stack.all_run()


def test_who_listens_outside_loopback_is_stopped(stack: Stack) -> None:
    stack.edit(stack.root / "sample-service/etc/sample-api.conf", "host = 127.0.0.1", "host = 0.0.0.0")
    result = stack.run("up", "sample-api")
    assert result.returncode == 3
    assert "listens on port" in result.stderr and "127.0.0.1" in result.stderr
    wait_until(lambda: not answers(stack.api))


def test_a_circle_and_an_unknown_name_are_usage_errors(stack: Stack) -> None:
    result = stack.run("up", "nova-api")
    assert result.returncode == 2
    assert "no service is called nova-api; there are: sample-api, sample-dashboard" in result.stderr
    stack.edit(stack.manifest, "[service.sample-dashboard]", 'after = ["sample-dashboard"]\n[service.sample-dashboard]')
    result = stack.run("status")
    assert result.returncode == 2
    assert "sample-api after sample-dashboard after sample-api" in result.stderr or \
           "sample-dashboard after sample-api after sample-dashboard" in result.stderr


def test_a_folder_without_services_says_so(tmp_path: Path) -> None:
    for words in (["up"], ["status"], ["verify"], ["logs"]):
        result = subprocess.run([STACKDEV, "--root", str(tmp_path), "--state", str(tmp_path / "state"), *words],
                                stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, timeout=SECONDS)
        assert result.returncode in (1, 2), words
        assert "stackdev" in result.stderr


@pytest.mark.parametrize("service", ["sample-api", "sample-dashboard"])
def test_a_killed_service_comes_back(stack: Stack, service: str) -> None:
    stack.stackdev("up")
    before = stack.pid(service)
    os.kill(before, signal.SIGKILL)
    wait_until(lambda: stack.services()[service]["pid"] not in (before, None) and stack.all_run())


def test_a_killed_supervisord_is_healed_by_the_next_up(stack: Stack) -> None:
    stack.stackdev("up")
    before = stack.processes()
    os.kill(stack.pid("supervisord"), signal.SIGKILL)
    wait_until(lambda: stack.services()["sample-api"]["state"] == "stopped")
    assert answers(stack.api), "its services live on"
    stack.stackdev("up")
    assert stack.all_run()
    assert not set(before) & set(stack.processes()), "and were replaced"


def test_down_finds_what_a_killed_supervisord_left(stack: Stack) -> None:
    stack.stackdev("up")
    os.kill(stack.pid("supervisord"), signal.SIGKILL)
    stack.stackdev("down")
    assert stack.processes() == {}
    assert not answers(stack.api)


@pytest.mark.parametrize("seconds", [0.1, 0.3, 0.6, 1.0, 1.5])
def test_a_killed_up_is_continued_by_the_next(stack: Stack, seconds: float) -> None:
    up = stack.start("up")
    time.sleep(seconds)
    up.kill()
    up.communicate()
    stack.stackdev("up")
    assert stack.all_run()


def test_an_interrupted_up_says_how_to_go_on(stack: Stack) -> None:
    stack.edit(stack.manifest, 'ready = "http://127.0.0.1:{port:sample-dashboard}/"',
               'ready = "http://127.0.0.1:1/never"')
    stack.stackdev("trust")
    up = stack.start("up")
    wait_until(lambda: answers(stack.dashboard))
    up.send_signal(signal.SIGINT)
    _, errors = up.communicate(timeout=SECONDS)
    assert up.returncode == 130
    assert "stackdev up continues" in errors


def test_two_at_once_do_not_meet(stack: Stack) -> None:
    first, second = stack.start("up"), stack.start("up")
    results = [one.communicate(timeout=SECONDS)[1] for one in (first, second)]
    assert 0 in (first.returncode, second.returncode), results
    for one, errors in zip((first, second), results):
        assert one.returncode == 0 or "another stackdev (pid" in errors
    assert len([one for one in stack.processes().values() if one == "supervisord"]) == 1


def test_debug_takes_a_service_over_and_gives_it_back(stack: Stack) -> None:
    stack.stackdev("up")
    before = stack.pid("sample-api")
    debug = stack.start("debug", "sample-api", "--ide-port", "1")
    wait_until(lambda: stack.services()["sample-api"]["state"] == "debugged" and answers(stack.api))
    assert not Path(f"/proc/{before}").exists()
    assert stack.services()["sample-api"]["pid"] == debug.pid
    taken = [pid for pid in stack.processes() if variables(pid).get("STACKDEV_DEBUG") == "127.0.0.1:1"]
    assert taken, "the same program with the bootstrap under it"
    for words in (["debug", "sample-api", "--ide-port", "2"], ["run", "sample-api"]):
        second = stack.run(*words)
        assert second.returncode == 3 and f"by process {debug.pid}" in second.stderr, words
    wait_until(lambda: answers(stack.api))
    time.sleep(1)  # the sample's parent takes signals once its workers are there
    debug.send_signal(signal.SIGTERM)
    debug.communicate(timeout=SECONDS)
    assert debug.returncode == 0, "its own exit status"
    wait_until(stack.all_run)
    assert stack.pid("sample-api") not in (before, debug.pid)


def test_run_starts_no_second_one(stack: Stack) -> None:
    stack.stackdev("up", "sample-api")
    done = stack.run("run", "sample-api")
    assert done.returncode == 3 and "stackdev debug sample-api" in done.stderr
    assert stack.services()["sample-api"]["state"] == "running"


def test_debug_that_is_interrupted_while_it_takes_over_gives_back(stack: Stack) -> None:
    stack.stackdev("up")
    before = stack.pid("sample-api")
    debug = stack.start("debug", "sample-api", "--ide-port", "1")
    wait_until((stack.state / "services/debugged/sample-api").exists)
    debug.send_signal(signal.SIGTERM)
    debug.communicate(timeout=SECONDS)
    wait_until(stack.all_run)
    assert stack.pid("sample-api") not in (before, debug.pid)


def test_a_killed_debug_is_healed_by_the_next_up(stack: Stack) -> None:
    stack.stackdev("up")
    debug = stack.start("debug", "sample-api", "--ide-port", "1")
    wait_until(lambda: stack.services()["sample-api"]["state"] == "debugged" and answers(stack.api))
    debug.kill()
    debug.wait(SECONDS)  # its program has our pipes still
    stack.stackdev("up")
    assert stack.all_run()


def test_a_path_too_long_for_a_socket(tmp_path: Path) -> None:
    stack = Stack.__new__(Stack)
    long = tmp_path / ("long" * 30)
    long.mkdir()
    stack.__init__(long)  # type: ignore[misc]
    try:
        stack.stackdev("up", "sample-api")
        assert stack.services()["sample-api"]["state"] == "running"
    finally:
        stack.run("down", "--wipe")
    assert stack.processes() == {}


def test_logs_follow(stack: Stack) -> None:
    stack.stackdev("up")
    follow = stack.start("logs", "-f")
    try:
        time.sleep(0.5)
        with urllib.request.urlopen(f"http://127.0.0.1:{stack.dashboard}/seen?mark=42"):
            pass
        assert follow.stdout is not None
        for line in follow.stdout:
            if "mark=42" in line:
                assert line.startswith("sample-dashboard | ")
                break
        else:
            raise AssertionError("the log ended")
    finally:
        follow.send_signal(signal.SIGINT)
        follow.communicate(timeout=SECONDS)
    assert follow.returncode == 130


def test_status_watch_ends_when_interrupted(stack: Stack) -> None:
    watch = stack.start("status", "--watch", "--json")
    assert watch.stdout is not None
    for _ in range(2):
        assert json.loads(watch.stdout.readline())["services"]
    watch.send_signal(signal.SIGINT)
    watch.communicate(timeout=SECONDS)
    assert watch.returncode == 130
