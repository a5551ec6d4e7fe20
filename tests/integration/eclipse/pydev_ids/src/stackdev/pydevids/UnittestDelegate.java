package stackdev.pydevids;

import java.io.File;
import java.util.List;
import org.eclipse.core.runtime.CoreException;

/** Runs the tests in a file or folder with unittest. PyDev has a runner of its own, with the same tests. */
public class UnittestDelegate extends PythonDelegate {
    @Override
    void addProgram(List<String> command, PydevProject project, File location) throws CoreException {
        File folder = location.isDirectory() ? location : location.getParentFile();
        command.addAll(List.of("-m", "unittest", "discover", "-s", folder.getPath()));
        if (!location.isDirectory()) {
            command.addAll(List.of("-p", location.getName()));
        }
        // The folder that the tests' module names begin at, as on PYTHONPATH.
        for (String root : project.pythonPath()) {
            if (folder.toPath().startsWith(root)) {
                command.addAll(List.of("-t", root));
                return;
            }
        }
    }
}
