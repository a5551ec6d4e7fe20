package stackdev.pydevids;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.variables.VariablesPlugin;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.core.ILaunch;
import org.eclipse.debug.core.ILaunchConfiguration;
import org.eclipse.debug.core.ILaunchManager;
import org.eclipse.debug.core.model.IProcess;
import org.eclipse.debug.core.model.LaunchConfigurationDelegate;

/**
 * Starts the Python that a launch configuration describes, with the command line, working directory and
 * environment that PyDev documents. There is no debugger in it: debug mode runs the same.
 */
public class PythonDelegate extends LaunchConfigurationDelegate {
    private static final String ALTERNATE_LOCATION = "org.python.pydev.debug.core.ATTR_ALTERNATE_LOCATION";
    private static final String LOCATION = "org.eclipse.ui.externaltools.ATTR_LOCATION";
    private static final String WORKING_DIRECTORY = "org.eclipse.ui.externaltools.ATTR_WORKING_DIRECTORY";
    private static final String ARGUMENTS = "org.eclipse.ui.externaltools.ATTR_TOOL_ARGUMENTS";
    private static final String VM_ARGUMENTS = "org.python.pydev.debug.vm.arguments";
    private static final String PROJECT = "org.python.pydev.debug.ATTR_PROJECT";
    private static final String INTERPRETER = "org.python.pydev.debug.ATTR_INTERPRETER";
    private static final String PROJECT_INTERPRETER = "__default";

    @Override
    public void launch(ILaunchConfiguration configuration, String mode, ILaunch launch, IProgressMonitor monitor)
            throws CoreException {
        PydevProject project = new PydevProject(project(configuration));
        Interpreter interpreter = interpreter(configuration, project);
        List<String> command = new ArrayList<>(List.of(interpreter.executable, "-u"));
        addArguments(command, project.substituted(configuration.getAttribute(VM_ARGUMENTS, "")));
        addProgram(command, project, location(configuration, project));
        addArguments(command, configuration.getAttribute(ARGUMENTS, ""));

        String[] line = command.toArray(new String[0]);
        Process process = DebugPlugin.exec(line, workingDirectory(configuration, project),
            environment(configuration, project, interpreter));
        DebugPlugin.newProcess(launch, process, interpreter.executable,
            Map.of(IProcess.ATTR_CMDLINE, DebugPlugin.renderArguments(line, null)));
    }

    /** What comes between the interpreter's arguments and the program's: here the script itself. */
    void addProgram(List<String> command, PydevProject project, File script) throws CoreException {
        command.add(script.getPath());
    }

    private static IProject project(ILaunchConfiguration configuration) throws CoreException {
        String name = configuration.getAttribute(PROJECT, "");
        IProject project = name.isEmpty() ? null : ResourcesPlugin.getWorkspace().getRoot().getProject(name);
        if (project == null || !PydevProject.isOne(project)) {
            throw new Failure("Could not get project: " + name);
        }
        return project;
    }

    private static Interpreter interpreter(ILaunchConfiguration configuration, PydevProject project)
            throws CoreException {
        String name = configuration.getAttribute(INTERPRETER, PROJECT_INTERPRETER);
        return Interpreter.named(name.equals(PROJECT_INTERPRETER) ? project.interpreter() : name);
    }

    private static File location(ILaunchConfiguration configuration, PydevProject project) throws CoreException {
        String location = configuration.getAttribute(ALTERNATE_LOCATION, configuration.getAttribute(LOCATION, ""));
        if (location.isEmpty()) {
            throw new Failure("Unable to get location for run");
        }
        return new File(eclipseSubstituted(project.substituted(location)));
    }

    private static File workingDirectory(ILaunchConfiguration configuration, PydevProject project)
            throws CoreException {
        String standard = "${project_loc:/" + configuration.getAttribute(PROJECT, "") + "}";
        String directory = configuration.getAttribute(WORKING_DIRECTORY, standard);
        File folder = new File(eclipseSubstituted(project.substituted(directory)));
        if (!folder.isDirectory()) {
            throw new Failure("Unable to get working location for the run: " + folder);
        }
        return folder;
    }

    /** In program arguments PyDev knows Eclipse's variables only; of the others the caller took care. */
    private static void addArguments(List<String> command, String arguments) throws CoreException {
        command.addAll(List.of(DebugPlugin.parseArguments(eclipseSubstituted(arguments))));
    }

    private static String eclipseSubstituted(String text) throws CoreException {
        return VariablesPlugin.getDefault().getStringVariableManager().performStringSubstitution(text);
    }

    private static String[] environment(ILaunchConfiguration configuration, PydevProject project,
            Interpreter interpreter) throws CoreException {
        Map<String, String> configured = configuredEnvironment(configuration);
        Map<String, String> environment = new TreeMap<>(configured);
        environment.putAll(computedEnvironment(project, interpreter));
        // What the configuration sets wins, a PYTHONPATH too: it replaces the computed one.
        Map<String, String> own =
            configuration.getAttribute(ILaunchManager.ATTR_ENVIRONMENT_VARIABLES, Map.<String, String>of());
        own.keySet().forEach(name -> environment.put(name, configured.get(name)));
        environment.putAll(djangoEnvironment(project));
        List<String> lines = new ArrayList<>();
        environment.forEach((name, value) -> lines.add(name + "=" + value));
        return lines.toArray(new String[0]);
    }

    /** As the launch manager gives it: the ambient one, if wanted, with what the configuration sets. */
    private static Map<String, String> configuredEnvironment(ILaunchConfiguration configuration)
            throws CoreException {
        ILaunchManager manager = DebugPlugin.getDefault().getLaunchManager();
        String[] lines = manager.getEnvironment(configuration);
        if (lines == null) {
            return new TreeMap<>(manager.getNativeEnvironmentCasePreserved());
        }
        Map<String, String> environment = new TreeMap<>();
        for (String line : lines) {
            int equals = line.indexOf('=', 1);
            environment.put(line.substring(0, equals), line.substring(equals + 1));
        }
        return environment;
    }

    private static Map<String, String> computedEnvironment(PydevProject project, Interpreter interpreter)
            throws CoreException {
        List<String> roots = new ArrayList<>();
        for (IProject involved : project.involved()) {
            roots.add(involved.getLocation().toOSString());
        }
        Map<String, String> environment = new TreeMap<>(interpreter.environment);
        environment.put("PYTHONPATH", String.join(File.pathSeparator, project.pythonPath()));
        environment.put("PYTHONUNBUFFERED", "1");
        environment.put("IDE_PROJECT_ROOTS", String.join(File.pathSeparator, roots));
        return environment;
    }

    /** PyDev lets the project's setting win even over the configuration's. */
    private static Map<String, String> djangoEnvironment(PydevProject project) {
        String settings = project.variables().get("DJANGO_SETTINGS_MODULE");
        return settings == null ? Map.of() : Map.of("DJANGO_SETTINGS_MODULE", settings);
    }
}
