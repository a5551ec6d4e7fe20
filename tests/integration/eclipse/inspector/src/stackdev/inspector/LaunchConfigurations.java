package stackdev.inspector;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.core.resources.IFile;
import org.eclipse.core.resources.IResource;
import org.eclipse.core.resources.IWorkspaceRoot;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.core.ILaunchConfiguration;
import org.eclipse.debug.core.ILaunchManager;

/** All launch configurations of a workspace. */
final class LaunchConfigurations {
    private static final String EXTENSION = "." + ILaunchConfiguration.LAUNCH_CONFIGURATION_FILE_EXTENSION;

    private final ILaunchManager manager = DebugPlugin.getDefault().getLaunchManager();
    private final List<ILaunchConfiguration> all;

    LaunchConfigurations(IWorkspaceRoot root) throws CoreException {
        all = new ArrayList<>(List.of(manager.getLaunchConfigurations()));
        for (ILaunchConfiguration configuration : files(root)) {
            if (!all.contains(configuration)) {
                all.add(configuration);
            }
        }
    }

    ILaunchConfiguration named(String name) {
        for (ILaunchConfiguration configuration : all) {
            if (configuration.getName().equals(name)) {
                return configuration;
            }
        }
        throw new IllegalArgumentException("no launch configuration is called " + name);
    }

    List<Map<String, Object>> report() {
        List<Map<String, Object>> reports = new ArrayList<>();
        for (ILaunchConfiguration configuration : all) {
            reports.add(LaunchReport.of(configuration));
        }
        return reports;
    }

    List<Object> groups() throws CoreException {
        List<Object> groups = new ArrayList<>();
        for (ILaunchConfiguration configuration : all) {
            if (LaunchReport.isTypeKnown(configuration)
                    && configuration.getType().getIdentifier().equals(GroupReport.TYPE)) {
                groups.add(GroupReport.of(configuration));
            }
        }
        return groups;
    }

    /** The manager's own list silently leaves out what has an unknown type or cannot be parsed. */
    private List<ILaunchConfiguration> files(IWorkspaceRoot root) throws CoreException {
        List<ILaunchConfiguration> found = new ArrayList<>();
        root.accept(proxy -> {
            if (proxy.getType() == IResource.FILE && proxy.getName().endsWith(EXTENSION)) {
                found.add(manager.getLaunchConfiguration((IFile) proxy.requestResource()));
            }
            return true;
        }, IResource.NONE);
        File folder = DebugPlugin.getDefault().getStateLocation().append(".launches").toFile();
        for (File file : folder.exists() ? folder.listFiles() : new File[0]) {
            if (file.getName().endsWith(EXTENSION)) {
                found.add(local(file.getName()));
            }
        }
        return found;
    }

    private ILaunchConfiguration local(String fileName) throws CoreException {
        String escaped = fileName.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
        return manager.getLaunchConfiguration(
            "<?xml version=\"1.0\"?><launchConfiguration local=\"true\" path=\"" + escaped + "\"/>");
    }
}
