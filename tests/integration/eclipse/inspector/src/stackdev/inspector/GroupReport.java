package stackdev.inspector;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.debug.core.ILaunchConfiguration;
import org.eclipse.debug.internal.core.groups.GroupLaunchConfigurationDelegate;
import org.eclipse.debug.internal.core.groups.GroupLaunchElement;

/** The elements of a launch group, as the delegate that launches them reads them. */
final class GroupReport {
    static final String TYPE = "org.eclipse.debug.core.groups.GroupLaunchConfigurationType";

    private GroupReport() {}

    static Map<String, Object> of(ILaunchConfiguration group) {
        List<Object> elements = new ArrayList<>();
        for (GroupLaunchElement element : GroupLaunchConfigurationDelegate.createLaunchElements(group)) {
            Map<String, Object> report = new LinkedHashMap<>();
            report.put("name", element.name);
            report.put("found", element.data != null);
            report.put("mode", element.mode);
            report.put("enabled", element.enabled);
            report.put("action", element.action.name());
            report.put("actionParam", element.actionParam);
            elements.add(report);
        }
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("name", group.getName());
        report.put("elements", elements);
        return report;
    }
}
