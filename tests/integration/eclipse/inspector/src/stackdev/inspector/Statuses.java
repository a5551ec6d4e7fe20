package stackdev.inspector;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.core.runtime.ILogListener;
import org.eclipse.core.runtime.IStatus;

/** Keeps every status that was logged at warning or worse. Jobs log from their own threads. */
final class Statuses implements ILogListener {
    private final List<Object> logged = new ArrayList<>();

    @Override
    public synchronized void logging(IStatus status, String plugin) {
        if (status.getSeverity() >= IStatus.WARNING) {
            logged.add(report(status));
        }
    }

    synchronized List<Object> logged() {
        return new ArrayList<>(logged);
    }

    static Map<String, Object> report(IStatus status) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("severity", status.getSeverity() >= IStatus.ERROR ? "error" : "warning");
        report.put("plugin", status.getPlugin());
        report.put("message", status.getMessage());
        if (status.getException() != null) {
            report.put("exception", status.getException().toString());
        }
        List<Object> children = new ArrayList<>();
        for (IStatus child : status.getChildren()) {
            children.add(report(child));
        }
        report.put("children", children);
        return report;
    }
}
