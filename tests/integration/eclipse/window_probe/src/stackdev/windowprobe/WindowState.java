package stackdev.windowprobe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.core.resources.IResource;
import org.eclipse.core.runtime.Adapters;
import org.eclipse.core.runtime.IAdaptable;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.debug.core.ILaunchConfiguration;
import org.eclipse.debug.internal.ui.DebugUIPlugin;
import org.eclipse.debug.ui.IDebugUIConstants;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.swt.widgets.TreeItem;
import org.eclipse.ui.IViewReference;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.IWorkingSet;
import org.eclipse.ui.PlatformUI;

/** What the window shows, read from its widgets; what it offers, from the parts behind them. */
final class WindowState {
    private WindowState() {}

    static Map<String, Object> now() {
        IWorkbenchPage page = PlatformUI.getWorkbench().getActiveWorkbenchWindow().getActivePage();
        Map<String, Object> state = new TreeMap<>();
        state.put("busy", !Job.getJobManager().isIdle());
        state.put("shells", shells());
        state.put("perspective", page.getPerspective().getId());
        state.put("views", views(page));
        state.put("trees", trees());
        state.put("workingSets", workingSets());
        state.put("favorites", favorites());
        return state;
    }

    /** The titles of the windows and dialogs that are open. */
    private static List<Object> shells() {
        List<Object> titles = new ArrayList<>();
        for (Shell shell : Display.getCurrent().getShells()) {
            if (shell.isVisible()) {
                titles.add(shell.getText());
            }
        }
        return titles;
    }

    private static List<Object> views(IWorkbenchPage page) {
        List<Object> ids = new ArrayList<>();
        for (IViewReference view : page.getViewReferences()) {
            ids.add(view.getId());
        }
        return ids;
    }

    /** The texts at the top of each tree that can be seen. */
    private static List<Object> trees() {
        List<Object> trees = new ArrayList<>();
        for (Shell shell : Display.getCurrent().getShells()) {
            addTrees(trees, shell);
        }
        return trees;
    }

    private static void addTrees(List<Object> trees, Control control) {
        if (control instanceof Tree && control.isVisible()) {
            List<Object> texts = new ArrayList<>();
            for (TreeItem item : ((Tree) control).getItems()) {
                texts.add(item.getText());
            }
            trees.add(texts);
        } else if (control instanceof Composite) {
            for (Control child : ((Composite) control).getChildren()) {
                addTrees(trees, child);
            }
        }
    }

    private static Map<String, Object> workingSets() {
        Map<String, Object> sets = new TreeMap<>();
        for (IWorkingSet set : PlatformUI.getWorkbench().getWorkingSetManager().getWorkingSets()) {
            List<Object> names = new ArrayList<>();
            for (IAdaptable element : set.getElements()) {
                IResource resource = Adapters.adapt(element, IResource.class);
                names.add(resource == null ? element.toString() : resource.getName());
            }
            sets.put(set.getLabel(), names);
        }
        return sets;
    }

    /** What the menus of the toolbar's Run and Debug buttons have at their top. */
    private static Map<String, Object> favorites() {
        Map<String, Object> groups = new TreeMap<>();
        for (String group : List.of(IDebugUIConstants.ID_RUN_LAUNCH_GROUP, IDebugUIConstants.ID_DEBUG_LAUNCH_GROUP)) {
            List<Object> names = new ArrayList<>();
            for (ILaunchConfiguration favorite : DebugUIPlugin.getDefault().getLaunchConfigurationManager()
                    .getLaunchHistory(group).getFavorites()) {
                names.add(favorite.getName());
            }
            groups.put(group, names);
        }
        return groups;
    }
}
