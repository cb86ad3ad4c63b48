package io.howdah.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A configuration and where it comes from: it can be read again, and single settings can be set on top of it until then. What takes
 * effect only at a restart stays as it was at the start. Immutable: each change gives another source.
 */
public final class ConfigSource {

    /** Stands where the name of the file would; relative names refer to the working directory. */
    private static final Path ENVIRONMENT = Path.of("environment");

    private final Path file;
    private final Optional<String> text;
    private final ConfigFormat format;
    private final Map<String, String> environment;
    private final RawConfig raw;
    private final Map<String, RawValue> set;
    private final ResolvedSettings atStart;
    private final PoolerConfig config;
    private final PoolerConfig written;

    private ConfigSource(ConfigLoader loader, Optional<String> text, Map<String, String> environment, RawConfig raw,
            Map<String, RawValue> set, ResolvedSettings atStart) throws ConfigException {
        this.file = loader.file();
        this.text = text;
        this.format = loader.format();
        this.environment = environment;
        this.raw = raw;
        this.set = Map.copyOf(set);
        ResolvedSettings settings = loader.resolve(raw, this.set);
        this.atStart = atStart == null ? settings : atStart;
        this.written = loader.config(raw, settings);
        this.config = atStart == null ? written : loader().config(raw, settings.pinnedTo(atStart));
    }

    private ConfigSource(PoolerConfig config) {
        this.file = config.file();
        this.text = Optional.empty();
        this.format = config.format();
        this.environment = Map.of();
        this.raw = null;
        this.set = Map.of();
        this.atStart = null;
        this.config = config;
        this.written = config;
    }

    /** A configuration that stays as it is: there is nothing to read again, and nothing can be set. */
    public static ConfigSource fixed(PoolerConfig config) {
        return new ConfigSource(config);
    }

    /** Reads a file whose format is told by its content. */
    public static ConfigSource read(Path file, Map<String, String> environment) throws ConfigException {
        return read(file, environment, null);
    }

    private static ConfigSource read(Path file, Map<String, String> environment, ResolvedSettings atStart) throws ConfigException {
        String content = ConfigLoader.contentOf(file);
        ConfigLoader loader = new ConfigLoader(file, FormatDetector.detect(content), environment);
        return new ConfigSource(loader, Optional.empty(), environment, loader.parse(content), Map.of(), atStart);
    }

    /** Takes a text as if it stood in a file in {@code baseDir}; it can be "read" again, to the same effect. */
    public static ConfigSource of(String text, ConfigFormat format, Path baseDir, Map<String, String> environment) throws ConfigException {
        ConfigLoader loader = new ConfigLoader(ConfigLoader.fileIn(baseDir, format), format, environment);
        return new ConfigSource(loader, Optional.of(text), environment, loader.parse(text), Map.of(), null);
    }

    /**
     * Takes the environment for all there is to say, in Howdah's own variables or in those of an image made for PgBouncer. Read again, it
     * is the same but for the files that its variables name.
     */
    public static ConfigSource ofEnvironment(Map<String, String> environment) throws ConfigException {
        return ofEnvironment(environment, null);
    }

    private static ConfigSource ofEnvironment(Map<String, String> environment, ResolvedSettings atStart) throws ConfigException {
        EnvironmentDialect dialect = EnvironmentDialect.of(environment);
        ConfigLoader loader = new ConfigLoader(ENVIRONMENT, dialect.format(), environment);
        return new ConfigSource(loader, Optional.empty(), environment, loader.draft(dialect), Map.of(), atStart);
    }

    /** What is in force with this source. */
    public PoolerConfig config() {
        return config;
    }

    /** What differs when {@code next} comes after this, with what would take a restart. */
    public ConfigDiff changesTo(ConfigSource next) {
        return ConfigDiff.between(config, next.written);
    }

    /** The file as it is now, conffile where that names another; what was set is forgotten. */
    public ConfigSource readAgain() throws ConfigException {
        requireNotFixed("");
        if (text.isPresent()) {
            ConfigLoader loader = loader();
            return new ConfigSource(loader, text, environment, loader.parse(text.get()), Map.of(), atStart);
        }
        if (file == ENVIRONMENT) {
            return ofEnvironment(environment, atStart);
        }
        String other = setting(ProcessKeys.CONFFILE);
        return read(other.isEmpty() ? file : Path.of(other), environment, atStart);
    }

    /**
     * The same with one setting set.
     *
     * @throws ConfigException for an unknown setting, one that takes effect at a restart alone, or a value that does not fit
     */
    public ConfigSource with(String key, String value) throws ConfigException {
        requireNotFixed(key);
        Optional<SettingKey<?>> known = Catalogue.byKey(key);
        if (known.isEmpty()) {
            throw refused(key, Suggestions.unknown("setting", key, Catalogue.keys()));
        }
        if (!known.get().changeable()) {
            throw refused(key, "takes effect at a restart alone");
        }
        Map<String, RawValue> more = new LinkedHashMap<>(set);
        more.put(key, new RawValue(value, Origin.SET));
        return new ConfigSource(loader(), text, environment, raw, more, atStart);
    }

    private void requireNotFixed(String key) throws ConfigException {
        if (raw == null) {
            throw refused(key, "the configuration did not come from a file");
        }
    }

    private ConfigLoader loader() {
        return new ConfigLoader(file, format, environment);
    }

    private String setting(SettingKey<String> key) {
        return config.settings().stream().filter(setting -> setting.key().equals(key.key())).findFirst().orElseThrow().value();
    }

    private static ConfigException refused(String key, String message) {
        ConfigProblems problems = new ConfigProblems();
        problems.add(Origin.SET, key, message);
        return new ConfigException(problems);
    }
}
