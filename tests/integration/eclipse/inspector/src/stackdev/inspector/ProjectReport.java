package stackdev.inspector;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.core.resources.ICommand;
import org.eclipse.core.resources.IMarker;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.IProjectDescription;
import org.eclipse.core.resources.IResource;
import org.eclipse.core.runtime.CoreException;

/** What Eclipse knows of one project. */
final class ProjectReport {
    private static final String[] SEVERITIES = {"info", "warning", "error"};

    private ProjectReport() {}

    static Map<String, Object> of(IProject project) throws CoreException {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("name", project.getName());
        report.put("open", project.isOpen());
        report.put("location", project.getLocation() == null ? null : project.getLocation().toOSString());
        report.put("locationUri", String.valueOf(project.getLocationURI()));
        if (project.isOpen()) {
            IProjectDescription description = project.getDescription();
            report.put("natures", natures(project, description));
            report.put("builders", builders(description));
            report.put("references", names(description.getReferencedProjects()));
            report.put("markers", markers(project));
            report.put("charset", project.getDefaultCharset());
            report.put("files", members(project, IResource.FILE));
            report.put("folders", members(project, IResource.FOLDER));
        }
        return report;
    }

    private static List<Object> natures(IProject project, IProjectDescription description) throws CoreException {
        List<Object> natures = new ArrayList<>();
        for (String id : description.getNatureIds()) {
            Map<String, Object> nature = new LinkedHashMap<>();
            nature.put("id", id);
            nature.put("known", project.getWorkspace().getNatureDescriptor(id) != null);
            nature.put("enabled", project.isNatureEnabled(id));
            natures.add(nature);
        }
        return natures;
    }

    private static List<Object> builders(IProjectDescription description) {
        List<Object> builders = new ArrayList<>();
        for (ICommand command : description.getBuildSpec()) {
            builders.add(command.getBuilderName());
        }
        return builders;
    }

    private static List<Object> names(IProject[] projects) {
        List<Object> names = new ArrayList<>();
        for (IProject project : projects) {
            names.add(project.getName());
        }
        return names;
    }

    private static List<Object> markers(IProject project) throws CoreException {
        List<Object> markers = new ArrayList<>();
        for (IMarker marker : project.findMarkers(null, true, IResource.DEPTH_INFINITE)) {
            Map<String, Object> report = new LinkedHashMap<>();
            report.put("type", marker.getType());
            report.put("resource", marker.getResource().getFullPath().toString());
            report.put("severity", SEVERITIES[marker.getAttribute(IMarker.SEVERITY, 0)]);
            report.put("message", marker.getAttribute(IMarker.MESSAGE, ""));
            markers.add(report);
        }
        return markers;
    }

    private static int members(IProject project, int type) throws CoreException {
        int[] count = {0};
        project.accept(proxy -> {
            count[0] += proxy.getType() == type ? 1 : 0;
            return true;
        }, IResource.NONE);
        return count[0];
    }
}
