package stackdev.pydevids;

import java.util.Map;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.IncrementalProjectBuilder;
import org.eclipse.core.runtime.IProgressMonitor;

/** A builder that can be named and builds nothing. */
public class EmptyBuilder extends IncrementalProjectBuilder {
    @Override
    protected IProject[] build(int kind, Map<String, String> arguments, IProgressMonitor monitor) {
        return new IProject[0];
    }
}
