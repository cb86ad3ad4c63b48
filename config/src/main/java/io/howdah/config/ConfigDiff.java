package io.howdah.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The changes of a reload, for the log. The log names a changed database or user but not its values, which may be secrets.
 *
 * @param changes empty if the configurations are equal
 */
public record ConfigDiff(List<Change> changes) {

    /** One difference. */
    public record Change(String key, String from, String to, boolean needsRestart) {

        @Override
        public String toString() {
            return key + ": " + from + " -> " + to + (needsRestart ? " (needs a restart)" : "");
        }
    }

    private static final String ABSENT = "(absent)";
    private static final String PRESENT = "(present)";
    private static final String OLD = "(old)";
    private static final String NEW = "(new)";

    public ConfigDiff {
        changes = List.copyOf(changes);
    }

    public static ConfigDiff between(PoolerConfig old, PoolerConfig now) {
        List<Change> changes = new ArrayList<>();
        Map<String, Setting> before = old.settings().stream().collect(Collectors.toMap(Setting::key, s -> s));
        for (Setting setting : now.settings()) {
            Setting earlier = before.get(setting.key());
            if (earlier != null && !earlier.value().equals(setting.value())) {
                changes.add(new Change(setting.key(), quoted(earlier.value()), quoted(setting.value()),
                        !setting.changeable()));
            }
        }
        compare("databases", old.databases(), now.databases(), changes);
        if (!old.fallbackDatabase().equals(now.fallbackDatabase())) {
            changes.add(entry("databases." + DatabaseConfig.FALLBACK, old.fallbackDatabase().isPresent(),
                    now.fallbackDatabase().isPresent()));
        }
        compare("users", old.users(), now.users(), changes);
        compare("peers", old.process().peers(), now.process().peers(), changes);
        return new ConfigDiff(changes);
    }

    /** The keys that differ. */
    public List<String> changed() {
        return changes.stream().map(Change::key).toList();
    }

    /** The changed keys that take effect only at a restart. */
    public List<String> needRestart() {
        return changes.stream().filter(Change::needsRestart).map(Change::key).toList();
    }

    public boolean isEmpty() {
        return changes.isEmpty();
    }

    private static <K, T> void compare(String kind, Map<K, T> old, Map<K, T> now, List<Change> changes) {
        Set<K> names = new LinkedHashSet<>(old.keySet());
        names.addAll(now.keySet());
        for (K name : names) {
            T before = old.get(name);
            T after = now.get(name);
            if (before == null || !before.equals(after)) {
                changes.add(entry(kind + "." + name, before != null, after != null));
            }
        }
    }

    private static Change entry(String key, boolean before, boolean after) {
        if (before && after) {
            return new Change(key, OLD, NEW, false);
        }
        return new Change(key, before ? PRESENT : ABSENT, after ? PRESENT : ABSENT, false);
    }

    private static String quoted(String value) {
        return value.isEmpty() ? "\"\"" : value.replaceAll("\\p{Cntrl}", "?");
    }
}
