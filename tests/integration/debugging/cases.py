"""What must work under the bootstrap, one function for each; used by the tests and by the table in the documentation.

A case gets a Trial, returns nothing if all is well, and raises AssertionError with the reason if not.
"""

import os
import signal
import time

from dap_ide import DapIde, free_port
from program import debug_environment, wait_until
from pydevd_ide import PydevdIde, line_of


class Trial(object):
    """A target under the bootstrap, and the IDE that it is attached to."""

    def __init__(self, target, backend, python="/usr/bin/python3", adapter=None, **settings):
        self.target, self.backend = target, backend
        self.ide = PydevdIde() if backend == "pydevd" else DapIde(python=adapter or python)
        started = time.time()
        self.server = target.start(debug_environment(self.ide.port, backend, **settings), python)
        self.seconds = time.time() - started

    def processes(self):
        """How many processes answer requests."""
        return max(1, self.target.workers)

    def attached(self, timeout=30):
        # debugpy's adapter takes the workers only with their parent.
        parents = 1 if self.backend == "debugpy" and self.target.forks else 0
        if self.target.name.startswith("threaded"):
            self.server.get(self.target.path)  # it attaches on its first connection
        return self.ide.wait_sessions(self.processes() + parents, timeout)

    def stop_on(self, path, line, file=None, condition=None, timeout=15, known=()):
        """(the answer to come, the stop) for a request that runs into a breakpoint."""
        self.ide.set_breakpoint(file or self.target.file, line, condition)
        answer = self.server.ask(path, headers=self.target.headers)
        return answer, self.ide.wait_stop(timeout)

    def release(self):
        """No more breakpoints, and all goes on."""
        self.ide.clear()
        while True:
            stop = self.ide.wait_stop(0.1)
            if stop is None:
                return
            stop.resume()

    def close(self):
        self.server.kill()
        self.ide.close()


def held_together(trial):
    """All workers stand at the same breakpoint at once, then answer rightly."""
    assert trial.attached(), "not attached: %s" % trial.server.said()[-2000:]
    count = trial.processes()
    trial.ide.set_breakpoint(trial.target.file, trial.target.index_line())
    answers, stops = [], []
    for _ in range(count):  # one after the other: a worker may take two that come together
        answers.append(trial.server.ask(trial.target.path, headers=trial.target.headers))
        stops.append(trial.ide.wait_stop(15))
    assert all(stops), "hit in %d of %d" % (sum(map(bool, stops)), count)
    assert len(set(stop.pid for stop in stops)) == count, "the same worker twice"
    assert not any(answer.done() for answer in answers), "answered while held"
    for stop in stops:
        stop.resume()
    codes = [answer.result()[0] for answer in answers]
    assert codes == [200] * count, "answers %r" % codes


def stepping(trial):
    """Step over, step in."""
    line = trial.target.index_line()
    answer, stop = trial.stop_on(trial.target.path, line)
    assert stop, "missed"
    stop = stop.step_over()
    assert stop and stop.line == line + 1, "step over went to %s" % (stop and stop.line)
    stop.resume()
    answer.result()
    trial.release()
    path, pattern = trial.target.call
    answer, stop = trial.stop_on(path, line_of(trial.target.file, pattern))
    assert stop, "missed the call"
    into = stop.step_in()
    assert into and (into.file, into.line) != (stop.file, stop.line), "step in stayed"
    assert not os.path.samefile(into.file, stop.file) or abs(into.line - stop.line) > 1, "step in went over"
    trial.ide.clear()  # the line may be in a loop
    into.resume()
    trial.release()
    assert answer.result()[0] == 200, "answer %r" % (answer.result(),)


def variables(trial):
    """Read a variable, change it, and see the change in the answer."""
    answer, stop = trial.stop_on(trial.target.path, trial.target.index_line())
    assert stop, "missed"
    stop = stop.step_over()
    name, value = trial.target.changes
    seen = stop.variables().get(name)
    assert seen is not None, "variable not shown"
    stop.set_variable(name, value)
    changed = stop.variables().get(name)
    stop.resume()
    status, body = answer.result()
    assert status == 200 and trial.target.shows_change(body), "shown %s, then %s, answered %r" % (seen, changed, body)


def conditional(trial):
    """A false condition does not stop, a true one does."""
    line = trial.target.index_line()
    trial.ide.set_breakpoint(trial.target.file, line, "1 == 2")
    answer = trial.server.get(trial.target.path, timeout=5, headers=trial.target.headers)
    assert answer[0] == 200 and trial.ide.wait_stop(0.1) is None, "stopped though false"
    trial.release()
    answer, stop = trial.stop_on(trial.target.path, line, condition="1 == 1")
    assert stop, "missed though true"
    stop.resume()
    answer.result()


def exception(trial):
    """Stops where an exception is raised, though it is caught."""
    trial.ide.set_exception_breakpoint("ValueError")
    answer = trial.server.ask(trial.target.error_path, headers=trial.target.headers)
    file, pattern = trial.target.error_line
    wanted = line_of(file, pattern)
    seen = []
    while len(seen) < 200:
        stop = trial.ide.wait_stop(10)
        if stop is None:
            break
        seen.append((os.path.basename(stop.file), stop.line))
        if stop.line == wanted and os.path.samefile(stop.file, file):
            trial.ide.clear()
            stop.resume()
            assert answer.result()[0], "no answer"
            return
        stop.resume()
    raise AssertionError("%d stops, the last at %r" % (len(seen), seen[-1:]))


def way(path):
    """A breakpoint in code that runs in another manner."""

    def check(trial):
        answer, stop = trial.stop_on(path, trial.target.square_line())
        assert stop, "missed"
        assert stop.variables().get("number") is not None, "no variables"
        trial.ide.clear()
        stop.resume()
        trial.release()
        assert answer.result()[0] == 200, "answer %r" % (answer.result(),)

    return check


def concurrent(trial):
    """8 requests at once, after all that."""
    answered = trial.server.ask_all([trial.target.many] * 8, headers=trial.target.headers)
    assert answered == 8, "%d of 8" % answered


def worker_killed(trial):
    """kill -9: the parent starts another, and that one attaches."""
    victim = trial.server.children()[0]
    others = set(trial.ide.pids())
    os.kill(victim, signal.SIGKILL)
    assert wait_until(lambda: set(trial.ide.pids()) - others, 20), "the new worker did not attach"
    trial.ide.set_breakpoint(trial.target.file, trial.target.index_line())
    fresh = set(trial.ide.pids()) - others
    stops = []
    while not any(stop.pid in fresh for stop in stops) and len(stops) < 2 * trial.processes():
        trial.server.ask(trial.target.path, headers=trial.target.headers)  # held, so the next one goes to another worker
        stop = trial.ide.wait_stop(10)
        assert stop, "missed"
        stops.append(stop)
    trial.ide.clear()
    for stop in stops:
        stop.resume()
    assert any(stop.pid in fresh for stop in stops), "the new worker was not hit"


def ide_closed(trial):
    """The IDE goes away while a worker is suspended: it goes on by itself."""
    answer, stop = trial.stop_on(trial.target.path, trial.target.index_line())
    assert stop, "missed"
    trial.ide.close()
    status = answer.result()[0]
    assert status == 200, "answer %r" % (answer.result(),)
    answered = trial.server.ask_all([trial.target.many] * 8, headers=trial.target.headers)
    assert answered == 8, "%d of 8 afterwards" % answered


def ends_by(number, status=None):
    """A signal to the parent: it ends, and nobody is left."""

    def check(trial):
        trial.server.signal(number)
        code = trial.server.wait(20)
        assert code is not None, "goes on"
        left = trial.server.left_over()
        assert not left, "%d orphans" % len(left)

    return check


def hangup(trial):
    """SIGHUP: whatever it means to the program, it answers afterwards."""
    trial.server.signal(signal.SIGHUP)
    time.sleep(0.2)
    assert wait_until(lambda: trial.server.get(trial.target.path, headers=trial.target.headers)[0] == 200, 20), "no answer"


def without_ide(target, backend, python="/usr/bin/python3"):
    """Nobody listens: one line, and the program runs."""
    port = free_port()
    server = target.start(debug_environment(port, backend), python)
    try:
        answered = server.ask_all([target.many] * 8, headers=target.headers)
        assert answered == 8, "%d of 8" % answered
        said = server.bootstrap_said()
        assert len(said) == 1 and "no IDE at 127.0.0.1:%d" % port in said[0], said
        server.signal(signal.SIGTERM)
        assert server.wait(20) is not None and not server.left_over()
    finally:
        server.kill()


def mute_ide(target, python="/usr/bin/python3"):
    """An IDE accepts and says nothing: the program waits no longer than it was told."""
    ide = PydevdIde(mute=True)
    server = target.start(debug_environment(ide.port, "pydevd", timeout=1), python)
    try:
        assert wait_until(lambda: server.get(target.path, timeout=8, headers=target.headers)[0] == 200, 20), "no answer"
        answered = server.ask_all([target.many] * 8, headers=target.headers)
        assert answered == 8, "%d of 8" % answered
        assert any("did not say run" in line for line in server.bootstrap_said()), server.said()
        server.signal(signal.SIGTERM)
        assert server.wait(20) is not None and not server.left_over()
    finally:
        server.kill()
        ide.close()


def verdict(check, *arguments):
    """"yes", or "NO: reason"."""
    try:
        check(*arguments)
        return "yes"
    except AssertionError as problem:
        return "NO: %s" % (str(problem).splitlines() or ["?"])[0]


def while_debugging(target, backend, python="/usr/bin/python3", adapter=None, took=None):
    """{case: verdict}, all with one start of the program. `took` gets the name of the debugger that was found."""
    results = {}
    trial = Trial(target, backend, python, adapter)
    try:
        checks = [("both workers held" if target.forks else "held", held_together), ("step over, step in", stepping),
                  ("variable read, changed", variables), ("condition", conditional), ("exception", exception)]
        checks += [(name, way(path)) for name, path in target.ways.items()]
        checks += [("8 requests at once", concurrent)]
        checks += [("worker killed -9", worker_killed), ("SIGHUP", hangup)] if target.forks else []
        for name, check in checks:
            results[name] = verdict(check, trial)
            trial.release()
        if took is not None:
            took += [line.split(", ", 1)[1].split(" from ")[0] for line in trial.server.bootstrap_said() if " from " in line]
        results["SIGTERM"] = verdict(ends_by(signal.SIGTERM), trial)
    finally:
        trial.close()
    return results


def with_ides_that_fail(target, backend, python="/usr/bin/python3", adapter=None):
    """{case: verdict}: the IDE goes away, or was never there."""
    results = {}
    trial = Trial(target, backend, python, adapter)
    try:
        results["IDE closed while held"] = verdict(lambda t: (held_together(t), t.release(), ide_closed(t)), trial)
        results["SIGINT"] = verdict(ends_by(signal.SIGINT), trial)
    finally:
        trial.close()
    results["no IDE"] = verdict(without_ide, target, backend, python)
    if backend == "pydevd":
        results["mute IDE"] = verdict(mute_ide, target, python)
    return results


def examine(target, backend, python="/usr/bin/python3", adapter=None, took=None):
    """Everything above."""
    results = while_debugging(target, backend, python, adapter, took)
    results.update(with_ides_that_fail(target, backend, python, adapter))
    return results
