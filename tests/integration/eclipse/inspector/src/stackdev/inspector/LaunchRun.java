package stackdev.inspector;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    private final ILaunchManager manager = DebugPlugin.getDefault().getLaunchManager();
    private final List<Object> events = new ArrayList<>();
    private final List<Object> processes = new ArrayList<>();
    private final Set<IProcess> recorded = new HashSet<>();
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
            ILaunch launch = configuration.launch(mode, new NullProgressMonitor());
            report.put("endedInTime", run.waitForEnd(launch, seconds));
        } catch (CoreException e) {
            report.put("error", e.getStatus().getMessage());
        } finally {
            run.manager.removeLaunchListener(run);
        }
        synchronized (run) {
            report.put("events", new ArrayList<>(run.events));
            report.put("processes", new ArrayList<>(run.processes));
        }
        return report;
    }

    private boolean waitForEnd(ILaunch launch, long seconds) throws InterruptedException, DebugException {
        long deadline = System.nanoTime() + seconds * 1_000_000_000L;
        while (!launch.isTerminated() || !allTerminated()) {
            if (System.nanoTime() > deadline) {
                terminateAll();
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

    private void terminateAll() throws DebugException {
        for (ILaunch launch : manager.getLaunches()) {
            if (launch.canTerminate()) {
                launch.terminate();
            }
        }
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
        for (ILaunch launch : launches) {
            for (IProcess process : launch.getProcesses()) {
                record(process);
            }
        }
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

    /** A launch group shows the processes of its elements as its own, so each comes more than once. */
    private synchronized void record(IProcess process) {
        if (!recorded.add(process)) {
            return;
        }
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("configuration", nameOf(process.getLaunch()));
        report.put("command", process.getAttribute(IProcess.ATTR_CMDLINE));
        try {
            report.put("exitValue", process.getExitValue());
        } catch (DebugException e) {
            report.put("exitValue", null);
        }
        if (process.getStreamsProxy() != null) {
            report.put("stdout", process.getStreamsProxy().getOutputStreamMonitor().getContents());
            report.put("stderr", process.getStreamsProxy().getErrorStreamMonitor().getContents());
        }
        processes.add(report);
    }

    private static String nameOf(ILaunch launch) {
        return launch.getLaunchConfiguration() == null ? null : launch.getLaunchConfiguration().getName();
    }
}
