package stackdev.pydevids;

import java.util.Map;
import org.eclipse.debug.core.ILaunch;
import org.eclipse.debug.core.IProcessFactory;
import org.eclipse.debug.core.model.IProcess;
import org.eclipse.debug.core.model.RuntimeProcess;

/** PyDev's launch configurations name a factory of its own; without one no process would start. */
public class ProcessFactory implements IProcessFactory {
    @Override
    public IProcess newProcess(ILaunch launch, Process process, String label, Map<String, String> attributes) {
        return new RuntimeProcess(launch, process, label, attributes);
    }
}
