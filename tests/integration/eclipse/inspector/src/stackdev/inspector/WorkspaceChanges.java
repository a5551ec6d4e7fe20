package stackdev.inspector;

import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.IProjectDescription;
import org.eclipse.core.resources.IResource;
import org.eclipse.core.resources.IWorkspace;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IPath;
import org.eclipse.core.runtime.Path;
import org.eclipse.core.runtime.jobs.Job;

/** Changes a workspace through the real API, so that tests have one that Eclipse itself made. */
final class WorkspaceChanges {
    private final IWorkspace workspace;

    WorkspaceChanges(IWorkspace workspace) {
        this.workspace = workspace;
    }

    void apply(Options options) throws CoreException, InterruptedException {
        for (Options.Creation creation : options.create) {
            create(creation);
        }
        for (String name : options.close) {
            workspace.getRoot().getProject(name).close(null);
        }
        for (String name : options.delete) {
            workspace.getRoot().getProject(name)
                .delete(IResource.NEVER_DELETE_PROJECT_CONTENT, null);
        }
        if (options.refresh) {
            workspace.getRoot().refreshLocal(IResource.DEPTH_INFINITE, null);
        }
        settle();
    }

    private void create(Options.Creation creation) throws CoreException {
        IProject project = workspace.getRoot().getProject(creation.name);
        IProjectDescription description = workspace.newProjectDescription(creation.name);
        IPath location = new Path(creation.location);
        // A project in its default place must not name it: Eclipse says "overlaps the workspace".
        if (!location.equals(workspace.getRoot().getLocation().append(creation.name))) {
            description.setLocation(location);
        }
        project.create(description, null);
        project.open(null);
    }

    /** Waits for the refresh that follows a crash, and for what it sets off. */
    void settle() throws InterruptedException {
        Job.getJobManager().join(ResourcesPlugin.FAMILY_AUTO_REFRESH, null);
        Job.getJobManager().join(ResourcesPlugin.FAMILY_MANUAL_REFRESH, null);
        Job.getJobManager().join(ResourcesPlugin.FAMILY_AUTO_BUILD, null);
    }
}
