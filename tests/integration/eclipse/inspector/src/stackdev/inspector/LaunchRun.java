package stackdev.inspector;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.NullProgressMonitor;
import org.eclipse.debug.core.DebugException;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.core.ILaunch;
import org.eclipse.debug.core.ILaunchConfiguration;
import org.eclipse.debug.core.ILaunchManager;
import org.eclipse.debug.core.ILaunchesListener2;
import org.eclipse.debug.core.model.IProcess;

/** Launches one configuration through its real delegate and tells what happened. */
final class LaunchRun implements ILaunchesListener2 {
    private static final long POLL_MILLISECONDS = 20;
    private static final long SECONDS_TO_TERMINATE = 10;

    private final ILaunchManager manager = DebugPlugin.getDefault().getLaunchManager();
    private final List<Object> events = new ArrayList<>();
    private final long start = System.nanoTime();

    private LaunchRun() {}

    /** Returns when all that was launched has ended; what has not by the deadline is terminated. */
    static Map<String, Object> of(ILaunchConfiguration configuration, String mode, long seconds)
            throws InterruptedException {
        LaunchRun run = new LaunchRun();
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("name", configuration.getName());
        report.put("mode", mode);
        run.manager.addLaunchListener(run);
        try {
            configuration.launch(mode, new NullProgressMonitor());
            boolean ended = run.ended(seconds);
            report.put("endedInTime", ended);
            if (!ended) {
                run.terminate();
            }
        } catch (CoreException e) {
            report.put("error", e.getStatus().getMessage());
        } finally {
            run.manager.removeLaunchListener(run);
        }
        report.put("processes", run.processes());
        synchronized (run) {
            report.put("events", new ArrayList<>(run.events));
        }
        return report;
    }

    private boolean ended(long seconds) throws InterruptedException {
        long deadline = System.nanoTime() + seconds * 1_000_000_000L;
        while (!allTerminated()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(POLL_MILLISECONDS);
        }
        return true;
    }

    private boolean allTerminated() {
        for (ILaunch launch : manager.getLaunches()) {
            if (!launch.isTerminated()) {
                return false;
            }
        }
        return true;
    }

    /** Eclipse ends the processes that it started, but not what these have started in turn. */
    private void terminate() throws DebugException, InterruptedException {
        List<ProcessHandle> started = ProcessHandle.current().descendants().collect(Collectors.toList());
        for (ILaunch launch : manager.getLaunches()) {
            if (launch.canTerminate()) {
                launch.terminate();
            }
        }
        started.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle process : started) {
            process.onExit().completeOnTimeout(process, SECONDS_TO_TERMINATE, TimeUnit.SECONDS).join();
        }
        ended(SECONDS_TO_TERMINATE);
    }

    private List<Object> processes() {
        Set<IProcess> processes = new LinkedHashSet<>(); // a launch group has those of its elements, too
        for (ILaunch launch : manager.getLaunches()) {
            processes.addAll(List.of(launch.getProcesses()));
        }
        List<Object> reports = new ArrayList<>();
        processes.forEach(process -> reports.add(report(process)));
        return reports;
    }

    private static Map<String, Object> report(IProcess process) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("configuration", nameOf(process.getLaunch()));
        report.put("command", process.getAttribute(IProcess.ATTR_CMDLINE));
        try {
            report.put("exitValue", process.getExitValue());
        } catch (DebugException e) {
            report.put("exitValue", null);
        }
        report.put("stdout", process.getStreamsProxy().getOutputStreamMonitor().getContents());
        report.put("stderr", process.getStreamsProxy().getErrorStreamMonitor().getContents());
        return report;
    }

    @Override
    public void launchesAdded(ILaunch[] launches) {
        record("added", launches);
    }

    @Override
    public void launchesChanged(ILaunch[] launches) {
        record("changed", launches);
    }

    @Override
    public void launchesRemoved(ILaunch[] launches) {
        record("removed", launches);
    }

    @Override
    public void launchesTerminated(ILaunch[] launches) {
        record("terminated", launches);
    }

    private synchronized void record(String event, ILaunch[] launches) {
        for (ILaunch launch : launches) {
            Map<String, Object> report = new LinkedHashMap<>();
            report.put("milliseconds", (System.nanoTime() - start) / 1_000_000);
            report.put("event", event);
            report.put("configuration", nameOf(launch));
            report.put("mode", launch.getLaunchMode());
            events.add(report);
        }
    }

    private static String nameOf(ILaunch launch) {
        return launch.getLaunchConfiguration() == null ? null : launch.getLaunchConfiguration().getName();
    }
}
