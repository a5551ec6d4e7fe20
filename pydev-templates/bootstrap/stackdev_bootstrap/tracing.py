"""Which threads and frames the attached debugger sees.

Green threads share their native thread's trace function, so they are seen without further ado. Native threads
are started by several copies of the threading module (the program's, the one eventlet keeps for its pool), none
of which is the debugger's.
"""

import gc
import sys

from stackdev_bootstrap import isolation

_COPIES = ("threading", "__original_module_threading")


def native_thread_module(private):
    """The program's own _thread where it is native, so that threads started by it directly are traced, too."""
    name = "_thread" if "_thread" in private else "thread"
    public = sys.modules[name]
    return public if public.start_new_thread == private[name].start_new_thread else private[name]


def start(pydevd):
    """After settrace(): everything that it does not reach by itself."""
    debugger = _global_debugger()
    if debugger is None:
        return
    patcher = sys.modules.get("eventlet.patcher")
    if patcher is not None:
        patcher.original("threading")  # its pool will use it; now we know where it is
    adopt = _adopter(debugger)
    for name in _COPIES:
        module = sys.modules.get(name)
        if module is not None:
            module.settrace(adopt)
    _trace_suspended_greenlets(pydevd, debugger)


def stop(pydevd):
    """In a forked child: nothing may run into the parent's session, whose threads are not here to answer."""
    stop_here(pydevd)
    frame = sys._getframe()
    frames = [greenlet.gr_frame for greenlet in _greenlets()] + [frame]
    for frame in frames:
        while frame is not None:
            if frame.f_trace is not None:
                frame.f_trace = None
            frame = frame.f_back


def stop_here(pydevd):
    """This thread, and those started from now on."""
    for module in _threading_modules():
        module.settrace(None)
    if _is_monitoring(pydevd):
        monitoring = sys.modules["_pydevd_sys_monitoring.pydevd_sys_monitoring"]
        monitoring.stop_monitoring(all_threads=True)
        monitoring.reset_thread_local_info()
        return
    sys.modules["pydevd_tracing"].SetTrace(None)


def _threading_modules():
    found = [sys.modules.get(name) for name in _COPIES] + [isolation.copies()["threading"]]
    return [module for module in found if module is not None]


def _global_debugger():
    return sys.modules["_pydevd_bundle.pydevd_constants"].get_global_debugger()


def _is_monitoring(pydevd):
    """Python 3.12 and later: one set of callbacks for all threads, instead of a trace function in each."""
    return bool(getattr(sys.modules["_pydevd_bundle.pydevd_constants"], "PYDEVD_USE_SYS_MONITORING", False))


def _adopter(debugger):
    """A trace function that makes a thread of the program's known to the debugger, on the thread's first event."""
    private = isolation.copies()["threading"]
    is_monitoring = _is_monitoring(None)
    local = private.local()

    def adopt(frame, event, arg):
        if not hasattr(local, "known"):
            local.known = _KnownThread(private, _name_of(frame))
        if is_monitoring:
            sys.settrace(None)
            return None
        tracer = _tracer(debugger, local.known.thread)
        debugger.enable_tracing(tracer)
        return tracer(frame, event, arg)

    return adopt


def _tracer(debugger, thread):
    """What PyDB.trace_dispatch finds out for a thread on its first event, if its class is that of the private threading."""
    dispatch = sys.modules["_pydevd_bundle.pydevd_trace_dispatch"]
    module = sys.modules[dispatch.fix_top_level_trace_and_get_trace_func.__module__]  # compiled, or not
    info = debugger.set_additional_thread_info(thread)
    caches = (module.global_cache_skips, module.global_cache_frame_skips)
    tracer = module.ThreadTracer((debugger, thread, info) + caches)
    info.thread_tracer = tracer  # keeps it alive
    wrapper = getattr(module, "SafeCallWrapper", None)
    return wrapper(tracer) if wrapper else tracer


def _name_of(frame):
    """The name that the program gave the thread: it is in threading's own frames below us."""
    while frame is not None:
        thread = frame.f_locals.get("self") if frame.f_code.co_name.startswith("_bootstrap") else None
        name = getattr(thread, "name", None)
        if name:
            return name
        frame = frame.f_back
    return None


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


def _trace_suspended_greenlets(pydevd, debugger):
    """Green threads that run already would else be seen only once they call something."""
    set_trace = debugger.set_trace_for_frame_and_parents
    code = set_trace.__func__.__code__
    takes_thread = "thread_ident" in code.co_varnames[: code.co_argcount]
    for greenlet in _greenlets():
        if takes_thread:
            set_trace(isolation.copies()["threading"].current_thread().ident, greenlet.gr_frame)
        else:
            set_trace(greenlet.gr_frame)
