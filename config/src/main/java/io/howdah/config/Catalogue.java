package io.howdah.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All settings, each once. Both file formats, the environment, the defaults, SHOW CONFIG and the manual read this list. A new
 * setting needs one entry in a {@code ...Keys} class and one line where a record takes its value.
 */
final class Catalogue {

    /** One section of the manual; the sections stand in the manual's order. */
    record Group(String title, List<SettingKey<?>> keys) {
    }

    static final List<Group> GROUPS = List.of(
            new Group("Listening", ListenKeys.LISTEN),
            new Group("TCP", ListenKeys.TCP),
            new Group("Pools", PoolKeys.ALL),
            new Group("Server connections", ServerKeys.ALL),
            new Group("Result cache", CacheKeys.ALL),
            new Group("Time limits", TimeoutKeys.ALL),
            new Group("Authentication", AuthKeys.AUTH),
            new Group("Tokens and LDAP", OAuthKeys.ALL),
            new Group("Console", AuthKeys.ADMIN),
            new Group("HTTP endpoint and statistics", HttpKeys.ALL),
            new Group("Metrics pushed by OTLP", OtlpKeys.ALL),
            new Group("Log", LogKeys.ALL),
            new Group("Protocol", ProcessKeys.PROTOCOL),
            new Group("Process", ProcessKeys.PROCESS),
            new Group("Name resolution", ProcessKeys.DNS),
            new Group("TLS from clients", TlsKeys.CLIENT),
            new Group("TLS to servers", TlsKeys.SERVER));

    private static final Map<String, SettingKey<?>> BY_KEY = new LinkedHashMap<>();
    private static final Map<String, SettingKey<?>> BY_PATH = new LinkedHashMap<>();
    private static final Set<String> SECTIONS = new LinkedHashSet<>();
    private static final Set<String> SUBSECTIONS = new LinkedHashSet<>();

    static {
        for (Group group : GROUPS) {
            for (SettingKey<?> key : group.keys()) {
                register(key);
            }
        }
    }

    private Catalogue() {
    }

    static List<SettingKey<?>> all() {
        return new ArrayList<>(BY_KEY.values());
    }

    static Optional<SettingKey<?>> byKey(String key) {
        return Optional.ofNullable(BY_KEY.get(key));
    }

    static Optional<SettingKey<?>> byPath(String path) {
        return Optional.ofNullable(BY_PATH.get(path));
    }

    static Set<String> keys() {
        return BY_KEY.keySet();
    }

    /** The top-level sections of a YAML file that hold settings. */
    static Set<String> sections() {
        return SECTIONS;
    }

    /** Whether the path is that of a section within a section: {@code cache.redis}. */
    static boolean isSubsection(String path) {
        return SUBSECTIONS.contains(path);
    }

    /** The names that a section of a YAML file may have. */
    static List<String> namesIn(String section) {
        String prefix = section + ".";
        return BY_PATH.keySet().stream().filter(path -> path.startsWith(prefix))
                .map(path -> path.substring(prefix.length()).replaceFirst("\\..*", "")).distinct().toList();
    }

    private static void register(SettingKey<?> key) {
        if (BY_KEY.put(key.key(), key) != null || BY_PATH.put(key.yamlPath(), key) != null) {
            throw new IllegalStateException("listed twice: " + key.key());
        }
        int dot = key.yamlPath().indexOf('.');
        if (dot > 0) {
            SECTIONS.add(key.yamlPath().substring(0, dot));
            int second = key.yamlPath().lastIndexOf('.');
            if (second > dot) {
                SUBSECTIONS.add(key.yamlPath().substring(0, second));
            }
        }
    }
}
