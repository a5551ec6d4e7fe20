package stackdev.inspector;

import java.io.File;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.core.resources.IResource;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.debug.core.ILaunchConfiguration;

/** What the launch manager knows of one configuration, and where it would lead. */
final class LaunchReport {
    private static final String LOCATION = "org.eclipse.ui.externaltools.ATTR_LOCATION";
    private static final String WORKING_DIRECTORY = "org.eclipse.ui.externaltools.ATTR_WORKING_DIRECTORY";

    private LaunchReport() {}

    static Map<String, Object> of(ILaunchConfiguration configuration) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("name", configuration.getName());
        report.put("local", configuration.isLocal());
        report.put("file", configuration.isLocal() ? null : configuration.getFile().getFullPath().toString());
        putType(report, configuration);
        try {
            putAttributes(report, configuration);
        } catch (CoreException e) {
            report.put("error", e.getStatus().getMessage());
        }
        return report;
    }

    private static void putType(Map<String, Object> report, ILaunchConfiguration configuration) {
        report.put("typeKnown", isTypeKnown(configuration));
        try {
            report.put("type", configuration.getType().getIdentifier());
        } catch (CoreException e) {
            report.put("typeError", e.getStatus().getMessage());
        }
    }

    /** False for a type that no bundle declares, and for a file that cannot be parsed. */
    static boolean isTypeKnown(ILaunchConfiguration configuration) {
        try {
            return configuration.getType() != null;
        } catch (CoreException e) {
            return false;
        }
    }

    private static void putAttributes(Map<String, Object> report, ILaunchConfiguration configuration)
            throws CoreException {
        Map<String, Object> attributes = new TreeMap<>(configuration.getAttributes());
        Substitution substitution = new Substitution(attributes);
        report.put("attributes", attributes);
        report.put("substituted", substitution.values());
        report.put("substitutionErrors", substitution.errors());
        report.put("mappedResources", mappedResources(configuration));
        report.put("locations", locations(substitution.values().get(LOCATION)));
        Object directory = substitution.values().get(WORKING_DIRECTORY);
        report.put("workingDirectory", directory == null ? null : path(directory.toString()));
    }

    private static List<Object> mappedResources(ILaunchConfiguration configuration) throws CoreException {
        List<Object> mapped = new ArrayList<>();
        IResource[] resources = configuration.getMappedResources();
        for (IResource resource : resources == null ? new IResource[0] : resources) {
            Map<String, Object> report = new LinkedHashMap<>();
            report.put("path", resource.getFullPath().toString());
            report.put("exists", resource.exists());
            mapped.add(report);
        }
        return mapped;
    }

    /** PyDev joins several scripts with a bar. */
    private static List<Object> locations(Object joined) {
        List<Object> locations = new ArrayList<>();
        if (joined != null) {
            for (String location : joined.toString().split("\\|")) {
                locations.add(path(location));
            }
        }
        return locations;
    }

    private static Map<String, Object> path(String path) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("path", path);
        report.put("isFile", new File(path).isFile());
        report.put("isDirectory", new File(path).isDirectory());
        return report;
    }
}
