package stackdev.inspector;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.core.internal.resources.Workspace;
import org.eclipse.core.resources.IContainer;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.ISaveContext;
import org.eclipse.core.resources.IWorkspace;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.NullProgressMonitor;
import org.eclipse.core.runtime.Platform;
import org.eclipse.core.runtime.preferences.IEclipsePreferences;
import org.eclipse.core.runtime.preferences.InstanceScope;
import org.eclipse.equinox.app.IApplication;
import org.eclipse.equinox.app.IApplicationContext;
import stackdev.json.Json;

/** Opens a workspace and prints what Eclipse sees in it, as one JSON object on standard output. */
public class InspectorApplication implements IApplication {
    @Override
    public Object start(IApplicationContext context) throws Exception {
        PrintStream output = System.out;
        System.setOut(System.err); // whatever else is printed must not get between
        Options options = new Options((String[]) context.getArguments().get(IApplicationContext.APPLICATION_ARGS));
        Statuses statuses = new Statuses();
        Platform.addLogListener(statuses); // before the workspace opens: it logs while it does

        IWorkspace workspace = ResourcesPlugin.getWorkspace();
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("crashed", ((Workspace) workspace).isCrashed());
        WorkspaceChanges changes = new WorkspaceChanges(workspace);
        changes.settle();
        changes.apply(options);

        report.put("projects", projects(workspace));
        LaunchConfigurations configurations = new LaunchConfigurations(workspace.getRoot());
        report.put("launchConfigurations", configurations.report());
        report.put("launchGroups", configurations.groups());
        report.put("preferences", preferences(options));
        report.put("launches", launches(options, configurations));
        if (options.crash) {
            // What a crashed Eclipse leaves behind: the snapshot that it writes every few minutes.
            ((Workspace) workspace).getSaveManager().save(ISaveContext.SNAPSHOT, null, new NullProgressMonitor());
        } else if (options.save) {
            workspace.save(true, new NullProgressMonitor());
        }
        report.put("logged", statuses.logged());

        output.write((Json.of(report) + "\n").getBytes(StandardCharsets.US_ASCII));
        output.flush();
        if (options.crash) {
            Runtime.getRuntime().halt(0);
        }
        return EXIT_OK;
    }

    @Override
    public void stop() {
        // Nothing to stop: start() returns by itself.
    }

    private static List<Object> projects(IWorkspace workspace) throws Exception {
        List<Object> reports = new ArrayList<>();
        for (IProject project : workspace.getRoot().getProjects(IContainer.INCLUDE_HIDDEN)) {
            reports.add(ProjectReport.of(project));
        }
        return reports;
    }

    private static Map<String, Object> preferences(Options options) throws Exception {
        Map<String, Object> nodes = new TreeMap<>();
        for (String name : options.preferences) {
            IEclipsePreferences top = InstanceScope.INSTANCE.getNode(name);
            Map<String, Object> values = new TreeMap<>();
            top.accept(node -> {
                String prefix = node.absolutePath().substring(top.absolutePath().length());
                try {
                    for (String key : node.keys()) {
                        values.put((prefix + "/" + key).substring(1), node.get(key, null));
                    }
                } catch (org.osgi.service.prefs.BackingStoreException e) {
                    throw new IllegalStateException(e);
                }
                return true;
            });
            nodes.put(name, values);
        }
        return nodes;
    }

    private static List<Object> launches(Options options, LaunchConfigurations configurations) throws Exception {
        List<Object> runs = new ArrayList<>();
        for (String name : options.launch) {
            runs.add(LaunchRun.of(configurations.named(name), options.mode, options.launchSeconds));
        }
        return runs;
    }
}
