package io.howdah.console.http;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The pages by path. Filled before the endpoint starts. A path stands for itself, or for all paths that begin with it. */
public final class StatusPages {

    private final Map<String, StatusPage> whole = new LinkedHashMap<>();
    private final Map<String, StatusPage> beginnings = new LinkedHashMap<>();
    private final Set<String> open = new HashSet<>();

    /** @param path the whole path, such as {@code /metrics} */
    public StatusPages at(String path, StatusPage page) {
        whole.put(path, page);
        return this;
    }

    /** @param beginning of the paths, with the slash at its end */
    public StatusPages under(String beginning, StatusPage page) {
        beginnings.put(beginning, page);
        return this;
    }

    /** A page that every request may read. The page itself withholds what an untrusted request must not see. */
    public StatusPages openAt(String path, StatusPage page) {
        open.add(path);
        return at(path, page);
    }

    boolean isOpen(String path) {
        return open.contains(path);
    }

    Optional<StatusPage> of(String path) {
        StatusPage exact = whole.get(path);
        if (exact != null) {
            return Optional.of(exact);
        }
        return beginnings.entrySet().stream().filter(entry -> path.startsWith(entry.getKey())).map(Map.Entry::getValue)
                .findFirst();
    }
}
