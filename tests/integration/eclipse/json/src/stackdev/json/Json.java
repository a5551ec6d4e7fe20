package stackdev.json;

import java.util.Map;

/** Writes maps, iterables, strings, numbers, booleans and null as JSON, in ASCII. */
public final class Json {
    private final StringBuilder text = new StringBuilder();

    private Json() {}

    public static String of(Object value) {
        Json json = new Json();
        json.write(value);
        return json.text.toString();
    }

    private void write(Object value) {
        if (value instanceof Map) {
            writeObject((Map<?, ?>) value);
        } else if (value instanceof Iterable) {
            writeArray((Iterable<?>) value);
        } else if (value == null || value instanceof Number || value instanceof Boolean) {
            text.append(value);
        } else {
            writeString(value.toString());
        }
    }

    private void writeObject(Map<?, ?> map) {
        String separator = "{";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            text.append(separator);
            writeString(String.valueOf(entry.getKey()));
            text.append(": ");
            write(entry.getValue());
            separator = ", ";
        }
        text.append(map.isEmpty() ? "{}" : "}");
    }

    private void writeArray(Iterable<?> items) {
        text.append('[');
        String separator = "";
        for (Object item : items) {
            text.append(separator);
            write(item);
            separator = ", ";
        }
        text.append(']');
    }

    private void writeString(String string) {
        text.append('"');
        for (char c : string.toCharArray()) {
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }
}
