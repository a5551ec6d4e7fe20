package stackdev.pydevids;

import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.IProjectNature;

/** A nature that is known and enabled, and nothing else. */
public class EmptyNature implements IProjectNature {
    private IProject project;

    @Override
    public void configure() {
        // Changes nothing, so that a test sees the project as it was written.
    }

    @Override
    public void deconfigure() {
        // As configure().
    }

    @Override
    public IProject getProject() {
        return project;
    }

    @Override
    public void setProject(IProject project) {
        this.project = project;
    }
}
