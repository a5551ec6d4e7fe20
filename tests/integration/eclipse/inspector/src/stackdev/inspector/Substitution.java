package stackdev.inspector;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.variables.IStringVariableManager;
import org.eclipse.core.variables.VariablesPlugin;

/** Attributes after the real variable manager went over every string in them. */
final class Substitution {
    private final IStringVariableManager variables = VariablesPlugin.getDefault().getStringVariableManager();
    private final Map<String, Object> values = new TreeMap<>();
    private final Map<String, Object> errors = new TreeMap<>();

    Substitution(Map<String, Object> attributes) {
        attributes.forEach((key, value) -> values.put(key, substituted(key, value)));
    }

    Map<String, Object> values() {
        return values;
    }

    /** Messages by attribute; the attribute's value is then as it was. */
    Map<String, Object> errors() {
        return errors;
    }

    private Object substituted(String key, Object value) {
        if (value instanceof Map) {
            Map<String, Object> map = new TreeMap<>();
            ((Map<?, ?>) value).forEach((k, v) -> map.put(k.toString(), substituted(key, v)));
            return map;
        }
        if (value instanceof Collection) {
            List<Object> items = new ArrayList<>();
            ((Collection<?>) value).forEach(item -> items.add(substituted(key, item)));
            return items;
        }
        return value instanceof String ? substituted(key, (String) value) : value;
    }

    private String substituted(String key, String value) {
        try {
            return variables.performStringSubstitution(value);
        } catch (CoreException e) {
            errors.put(key, e.getStatus().getMessage());
            return value;
        }
    }
}
