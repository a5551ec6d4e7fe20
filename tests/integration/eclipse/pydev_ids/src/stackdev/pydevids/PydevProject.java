package stackdev.pydevids;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.IResource;
import org.eclipse.core.runtime.CoreException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** A project with the PyDev nature, as its .pydevproject describes it. */
final class PydevProject {
    private static final String NATURE = "org.python.pydev.pythonNature";
    private static final String PREFIX = "org.python.pydev.";

    private final IProject project;
    private final Document document;

    PydevProject(IProject project) throws CoreException {
        this.project = project;
        try {
            document = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(project.getLocation().append(".pydevproject").toFile());
        } catch (IOException | SAXException | ParserConfigurationException e) {
            throw new Failure("Cannot read .pydevproject of " + project.getName(), e);
        }
    }

    static boolean isOne(IProject project) throws CoreException {
        return project.isOpen() && project.hasNature(NATURE);
    }

    /** The name or executable of the interpreter, or "Default". */
    String interpreter() {
        for (Element property : elements(document.getDocumentElement(), "pydev_property")) {
            if (property.getAttribute("name").equals(PREFIX + "PYTHON_PROJECT_INTERPRETER")) {
                return property.getTextContent().trim();
            }
        }
        return Interpreter.DEFAULT;
    }

    /** Own source folders, own external ones, then the same of all that is referenced, transitively. */
    Set<String> pythonPath() throws CoreException {
        Set<String> path = new LinkedHashSet<>();
        for (IProject involved : involved()) {
            PydevProject each = involved.equals(project) ? this : new PydevProject(involved);
            path.addAll(each.sourceFolders());
            path.addAll(each.externalFolders());
        }
        return path;
    }

    /** This project and those that it references, transitively. */
    List<IProject> involved() throws CoreException {
        List<IProject> found = new ArrayList<>(List.of(project));
        for (int i = 0; i < found.size(); i++) {
            for (IProject reference : found.get(i).getReferencedProjects()) {
                if (isOne(reference) && !found.contains(reference)) {
                    found.add(reference);
                }
            }
        }
        return found;
    }

    private List<String> sourceFolders() throws CoreException {
        List<String> folders = new ArrayList<>();
        for (String path : paths("PROJECT_SOURCE_PATH")) {
            IResource folder = project.getWorkspace().getRoot().findMember(path);
            if (folder == null) {
                throw new Failure("Source folder " + path + " of " + project.getName() + " does not exist");
            }
            folders.add(folder.getLocation().toOSString());
        }
        return folders;
    }

    private List<String> externalFolders() {
        return paths("PROJECT_EXTERNAL_SOURCE_PATH");
    }

    private List<String> paths(String name) {
        List<String> paths = new ArrayList<>();
        for (Element property : elements(document.getDocumentElement(), "pydev_pathproperty")) {
            if (property.getAttribute("name").equals(PREFIX + name)) {
                for (Element path : elements(property, "path")) {
                    paths.add(substituted(path.getTextContent().trim()));
                }
            }
        }
        return paths;
    }

    /** PyDev's own variables, not Eclipse's: those of the project win over the predefined. */
    Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>();
        for (Element property : elements(document.getDocumentElement(), "pydev_variables_property")) {
            List<Element> keys = elements(property, "key");
            List<Element> values = elements(property, "value");
            for (int i = 0; i < Math.min(keys.size(), values.size()); i++) {
                variables.put(keys.get(i).getTextContent().trim(), values.get(i).getTextContent().trim());
            }
        }
        // PyDev calls it a directory's name, but takes the name that the project has in the workspace.
        variables.putIfAbsent("PROJECT_DIR_NAME", project.getName());
        variables.putIfAbsent("PROJECT_LOC", project.getLocation().toOSString());
        variables.putIfAbsent("PARENT_LOC", project.getLocation().removeLastSegments(1).toOSString());
        variables.putIfAbsent("WORKSPACE_LOC", project.getWorkspace().getRoot().getLocation().toOSString());
        return variables;
    }

    String substituted(String text) {
        Map<String, String> variables = variables();
        String before;
        int left = variables.size(); // a variable may name another; a circle ends here
        do {
            before = text;
            for (Map.Entry<String, String> variable : variables.entrySet()) {
                text = text.replace("${" + variable.getKey() + "}", variable.getValue());
            }
        } while (!text.equals(before) && left-- > 0);
        return text;
    }

    private static List<Element> elements(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        NodeList children = parent.getChildNodes();
        for (int i = 0; i < children.getLength(); i++) {
            Node child = children.item(i);
            if (child instanceof Element && child.getNodeName().equals(name)) {
                found.add((Element) child);
            }
        }
        return found;
    }
}
