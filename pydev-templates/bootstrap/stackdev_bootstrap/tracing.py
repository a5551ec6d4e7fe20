"""Which threads and frames the attached debugger sees.

Green threads share their native thread's trace function, so they are seen without further ado. Native threads
are started by several copies of the threading module (the program's, the one eventlet keeps for its pool), none
of which is the debugger's.
"""

import gc
import os
import sys

from stackdev_bootstrap import isolation

_COPIES = ("threading", "__original_module_threading")

_locals = {}  # "local": the threading.local() of the debugger's threading module


def native_thread_module(private):
    """The program's own _thread where it is native, so that threads started by it directly are traced, too."""
    name = "_thread" if "_thread" in private else "thread"
    public = sys.modules[name]
    return public if public.start_new_thread == private[name].start_new_thread else private[name]


def start():
    """After settrace(): everything that it does not reach by itself."""
    debugger = _global_debugger()
    if debugger is None:
        return
    patcher = sys.modules.get("eventlet.patcher")
    if patcher is not None:
        patcher.original("threading")  # its pool will use it; now we know where it is
    _extend(debugger)
    trace_new_threads()
    _trace_suspended_greenlets(debugger)


def trace_new_threads():
    """Those that any copy of the threading module that the program has by now will start."""
    debugger = _global_debugger()
    if debugger is not None:
        hook = _introduce if _is_monitoring() else debugger.trace_dispatch
        for module in _program_threading():
            module.settrace(hook)


def stop():
    """In a forked child: nothing may run into the parent's session, whose threads are not here to answer."""
    stop_here()
    frame = sys._getframe()
    frames = [greenlet.gr_frame for greenlet in _greenlets()] + [frame]
    for frame in frames:
        while frame is not None:
            if frame.f_trace is not None:
                frame.f_trace = None
            frame = frame.f_back


def stop_here():
    """This thread, and those started from now on."""
    for module in _program_threading() + [isolation.copies()["threading"]]:
        module.settrace(None)
    if _is_monitoring():
        monitoring = sys.modules["_pydevd_sys_monitoring.pydevd_sys_monitoring"]
        monitoring.stop_monitoring(all_threads=True)
        monitoring.reset_thread_local_info()
        return
    sys.modules["pydevd_tracing"].SetTrace(None)


def _program_threading():
    found = [sys.modules.get(name) for name in _COPIES]
    return [module for module in found if module is not None]


def _global_debugger():
    return sys.modules["_pydevd_bundle.pydevd_constants"].get_global_debugger()


def _is_monitoring():
    """Python 3.12 and later: one set of callbacks for all threads, instead of a trace function in each."""
    return bool(getattr(sys.modules["_pydevd_bundle.pydevd_constants"], "PYDEVD_USE_SYS_MONITORING", False))


def _extend(debugger):
    """PyDB.trace_dispatch asks this function for a thread's tracer on its first event.

    It gives up on threads of a class that is not its own threading module's: the program's. PyCharm's pydevd has no
    such function: there those threads stay untraced.
    """
    original = getattr(debugger, "fix_top_level_trace_and_get_trace_func", None)
    if original is None:
        return

    def fix_top_level_trace_and_get_trace_func(py_db, frame):
        found = original(py_db, frame)
        if found[0] is not None:
            return found
        belongs, name = _thread_of(frame)
        return (_tracer(debugger, _known(name)), True) if belongs else found

    debugger.fix_top_level_trace_and_get_trace_func = fix_top_level_trace_and_get_trace_func


def _introduce(frame, event, arg):
    """Python 3.12 and later: a thread's events arrive anyhow, but the debugger must know the thread."""
    belongs, name = _thread_of(frame)
    if belongs:
        _known(name)
    sys.settrace(None)


def _thread_of(frame):
    """(whether this frame runs in a thread of the program's that the debugger may not know, the thread's name)."""
    private = isolation.copies()["threading"]
    while frame is not None:
        code = frame.f_code
        if code.co_name.endswith(("_bootstrap", "_bootstrap_inner")):
            thread = frame.f_locals.get("self")
            if thread is not None and os.path.basename(code.co_filename).startswith("threading.py"):
                return not isinstance(thread, private.Thread), thread.name
        frame = frame.f_back
    # Started without the help of threading, as gevent's pool does.
    return isolation.get_ident() not in private._active, None


def _known(name):
    """The debugger's own idea of the thread we are in, under the name that the program gave it."""
    local = _locals.setdefault("local", isolation.copies()["threading"].local())
    if not hasattr(local, "known"):
        local.known = _KnownThread(isolation.copies()["threading"], name)
    return local.known.thread


def _tracer(debugger, thread):
    info = debugger.set_additional_thread_info(thread)
    tracer = info.thread_tracer
    if tracer is not None and tracer._args[0] is debugger:
        return _wrapped(tracer)
    module = _tracer_module()
    caches = (module.global_cache_skips, module.global_cache_frame_skips)
    tracer = module.ThreadTracer((debugger, thread, info) + caches)
    info.thread_tracer = tracer  # keeps it alive
    return _wrapped(tracer)


def _wrapped(tracer):
    wrapper = getattr(_tracer_module(), "SafeCallWrapper", None)
    return wrapper(tracer) if wrapper else tracer


def _tracer_module():
    """The compiled one, or not."""
    dispatch = sys.modules["_pydevd_bundle.pydevd_trace_dispatch"]
    return sys.modules[dispatch.fix_top_level_trace_and_get_trace_func.__module__]


class _KnownThread(object):
    """In a thread's local storage: gone when the thread is gone, and with it what the debugger knew of it."""

    def __init__(self, threading, name):
        self.active = threading._active
        self.thread = threading.current_thread()  # makes the debugger's own idea of this thread
        self.ident = self.thread.ident
        if name and isinstance(self.thread, threading._DummyThread):
            self.thread.name = name

    def __del__(self):
        if self.active.get(self.ident) is self.thread and type(self.thread).__name__ == "_DummyThread":
            self.active.pop(self.ident, None)


def _greenlets():
    greenlet = sys.modules.get("greenlet")
    if greenlet is None:
        return []
    return [thing for thing in gc.get_objects() if isinstance(thing, greenlet.greenlet) and thing.gr_frame is not None]


def _trace_suspended_greenlets(debugger):
    """Green threads that run already would else be seen only once they call something."""
    set_trace = debugger.set_trace_for_frame_and_parents
    code = set_trace.__func__.__code__
    takes_thread = "thread_ident" in code.co_varnames[: code.co_argcount]
    for greenlet in _greenlets():
        if takes_thread:
            set_trace(isolation.copies()["threading"].current_thread().ident, greenlet.gr_frame)
        else:
            set_trace(greenlet.gr_frame)
