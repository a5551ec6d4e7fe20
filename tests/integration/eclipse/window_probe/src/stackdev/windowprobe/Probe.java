package stackdev.windowprobe;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.ImageLoader;
import org.eclipse.swt.widgets.Display;
import org.eclipse.ui.IStartup;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.navigator.CommonNavigator;
import org.eclipse.ui.navigator.resources.ProjectExplorer;
import stackdev.json.Json;

/**
 * Answers questions about the window: one a line on standard input, one JSON object a line on standard
 * output, an empty one first when the window is open. Questions: state, show VIEW, expand PROJECT (in the
 * Project Explorer), screenshot FILE, close.
 */
public class Probe implements IStartup {
    @Override
    public void earlyStartup() {
        Thread thread = new Thread(this::answerAll, "stackdev window probe");
        thread.setDaemon(true);
        thread.start();
    }

    private void answerAll() {
        print(answer("fill", ""));
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try {
            for (String line = questions.readLine(); line != null; line = questions.readLine()) {
                String[] words = line.split(" ", 2);
                print(answer(words[0], words.length > 1 ? words[1] : ""));
            }
        } catch (IOException e) {
            print(Map.of("error", e.toString()));
        }
    }

    private static void print(Map<String, ?> answer) {
        System.out.println(Json.of(answer));
        System.out.flush();
    }

    private static Map<String, ?> answer(String question, String argument) {
        Object[] answer = new Object[1];
        PlatformUI.getWorkbench().getDisplay().syncExec(() -> {
            try {
                answer[0] = answerInWindow(question, argument);
            } catch (Exception e) {
                answer[0] = Map.of("error", e.toString());
            }
        });
        @SuppressWarnings("unchecked") // answerInWindow() returns nothing else
        Map<String, ?> result = (Map<String, ?>) answer[0];
        return result;
    }

    private static Map<String, ?> answerInWindow(String question, String argument) throws PartInitException {
        IWorkbenchWindow window = PlatformUI.getWorkbench().getActiveWorkbenchWindow();
        switch (question) {
            case "state": return WindowState.now();
            // There is no window manager that could maximize it.
            case "fill": window.getShell().setBounds(Display.getCurrent().getBounds()); break;
            case "show": window.getActivePage().showView(argument); break;
            case "expand": expand(window.getActivePage(), argument); break;
            case "screenshot": saveScreen(argument); break;
            // Not in this call: the window cannot go while it answers.
            case "close": Display.getCurrent().asyncExec(() -> PlatformUI.getWorkbench().close()); break;
            default: throw new IllegalArgumentException("unknown question: " + question);
        }
        return Map.of();
    }

    private static void expand(IWorkbenchPage page, String project) throws PartInitException {
        CommonNavigator explorer = (CommonNavigator) page.showView(ProjectExplorer.VIEW_ID);
        IProject element = ResourcesPlugin.getWorkspace().getRoot().getProject(project);
        explorer.getCommonViewer().expandToLevel(element, 1);
    }

    private static void saveScreen(String file) {
        Display display = Display.getCurrent();
        Image image = new Image(display, display.getBounds());
        GC screen = new GC(display);
        screen.copyArea(image, 0, 0);
        screen.dispose();
        ImageLoader loader = new ImageLoader();
        loader.data = new ImageData[] {image.getImageData()};
        loader.save(file, SWT.IMAGE_PNG);
        image.dispose();
    }
}
