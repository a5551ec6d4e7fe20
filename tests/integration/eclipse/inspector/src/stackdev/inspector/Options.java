package stackdev.inspector;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** What the command line asks for. README.md lists the options. */
final class Options {
    /** A project to make: its folder may hold a .project already, which is then kept. */
    static final class Creation {
        final String name;
        final String location;

        Creation(String name, String location) {
            this.name = name;
            this.location = location;
        }
    }

    final List<Creation> create = new ArrayList<>();
    final List<String> close = new ArrayList<>();
    final List<String> delete = new ArrayList<>();
    final List<String> preferences = new ArrayList<>();
    final List<String> launch = new ArrayList<>();
    String mode = "run";
    long launchSeconds = 60;
    boolean refresh;
    boolean save = true;
    boolean crash;

    Options(String[] arguments) {
        Deque<String> rest = new ArrayDeque<>(Arrays.asList(arguments));
        while (!rest.isEmpty()) {
            read(rest.remove(), rest);
        }
    }

    private void read(String option, Deque<String> rest) {
        switch (option) {
            case "--create": create.add(new Creation(rest.remove(), rest.remove())); break;
            case "--close": close.add(rest.remove()); break;
            case "--delete": delete.add(rest.remove()); break;
            case "--pref": preferences.add(rest.remove()); break;
            case "--launch": launch.add(rest.remove()); break;
            case "--mode": mode = rest.remove(); break;
            case "--launch-seconds": launchSeconds = Long.parseLong(rest.remove()); break;
            case "--refresh": refresh = true; break;
            case "--no-save": save = false; break;
            case "--crash": crash = true; break;
            default: throw new IllegalArgumentException("unknown option: " + option);
        }
    }
}
