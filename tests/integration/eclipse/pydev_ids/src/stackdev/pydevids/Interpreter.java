package stackdev.pydevids;

import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.preferences.InstanceScope;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** A Python interpreter from PyDev's preferences; without any, the system's. */
final class Interpreter {
    /** In .pydevproject: the first interpreter of the preferences. */
    static final String DEFAULT = "Default";

    private static final String SEPARATOR = "&&&&&";

    final String executable;
    final Map<String, String> environment = new LinkedHashMap<>();
    private final String name;

    private Interpreter(String name, String executable) {
        this.name = name;
        this.executable = executable;
    }

    static Interpreter named(String wanted) throws CoreException {
        String stored = InstanceScope.INSTANCE.getNode("org.python.pydev").get("INTERPRETER_PATH_NEW", "");
        if (stored.isEmpty()) {
            return new Interpreter(DEFAULT, "/usr/bin/python3");
        }
        for (String description : stored.split(SEPARATOR)) {
            Interpreter interpreter = parsed(description);
            if (wanted.equals(DEFAULT) || wanted.equals(interpreter.name) || wanted.equals(interpreter.executable)) {
                return interpreter;
            }
        }
        throw new Failure("Interpreter: " + wanted + " not found");
    }

    private static Interpreter parsed(String description) throws CoreException {
        Document document;
        try {
            document = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new InputSource(new StringReader(description)));
        } catch (Exception e) {
            throw new Failure("Cannot read the interpreters in the preferences", e);
        }
        Interpreter interpreter = new Interpreter(text(document, "name"), text(document, "executable"));
        NodeList variables = document.getElementsByTagName("env_var");
        for (int i = 0; i < variables.getLength(); i++) {
            String[] variable = variables.item(i).getTextContent().trim().split("=", 2);
            interpreter.environment.put(variable[0], variable[1]);
        }
        return interpreter;
    }

    private static String text(Document document, String tag) {
        NodeList found = document.getElementsByTagName(tag);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent().trim();
    }
}
