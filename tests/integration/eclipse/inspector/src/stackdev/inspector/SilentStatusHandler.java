package stackdev.inspector;

import org.eclipse.core.runtime.IStatus;
import org.eclipse.debug.core.IStatusHandler;

/** Answers what the IDE's window would have asked or shown: nothing. */
public class SilentStatusHandler implements IStatusHandler {
    @Override
    public Object handleStatus(IStatus status, Object source) {
        return null;
    }
}
