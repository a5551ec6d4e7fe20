package stackdev.pydevids;

import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.Status;

/** A launch that cannot be, with the message that PyDev gives. */
final class Failure extends CoreException {
    private static final long serialVersionUID = 1;

    Failure(String message, Throwable cause) {
        super(new Status(Status.ERROR, "stackdev.pydevids", message, cause));
    }

    Failure(String message) {
        this(message, null);
    }
}
