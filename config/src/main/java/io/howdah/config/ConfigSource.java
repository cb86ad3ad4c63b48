package io.howdah.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A configuration and its source. {@link #readAgain} reads the source again; {@link #with} sets single settings until then.
 * Settings that need a restart keep their first values. Immutable: each change gives another source.
 */
public final class ConfigSource {

    /** Takes the place of a file name; relative names refer to the working directory. */
    private static final Path ENVIRONMENT = Path.of("environment");

    private final Path file;
    private final Optional<String> text;
    private final ConfigFormat format;
    private final Map<String, String> environment;
    /** Null for a fixed configuration. */
    private final @Nullable RawConfig raw;
    private final Map<String, RawValue> set;
    /** Null for a fixed configuration. */
    private final @Nullable ResolvedSettings atStart;
    private final PoolerConfig config;
    private final PoolerConfig written;

    private ConfigSource(ConfigLoader loader, Optional<String> text, Map<String, String> environment, RawConfig raw,
            Map<String, RawValue> set, @Nullable ResolvedSettings atStart) throws ConfigException {
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

    /** A configuration without a source: {@link #readAgain} and {@link #with} refuse. */
    public static ConfigSource fixed(PoolerConfig config) {
        return new ConfigSource(config);
    }

    /** Reads a file; its content tells the format. */
    public static ConfigSource read(Path file, Map<String, String> environment) throws ConfigException {
        return read(file, environment, null);
    }

    private static ConfigSource read(Path file, Map<String, String> environment, @Nullable ResolvedSettings atStart)
            throws ConfigException {
        String content = ConfigLoader.contentOf(file);
        ConfigLoader loader = new ConfigLoader(file, FormatDetector.detect(content), environment);
        return new ConfigSource(loader, Optional.empty(), environment, loader.parse(content), Map.of(), atStart);
    }

    /** Reads a text as if it were a file in {@code baseDir}; reading it again gives the same. */
    public static ConfigSource of(String text, ConfigFormat format, Path baseDir, Map<String, String> environment)
            throws ConfigException {
        ConfigLoader loader = new ConfigLoader(ConfigLoader.fileIn(baseDir, format), format, environment);
        return new ConfigSource(loader, Optional.of(text), environment, loader.parse(text), Map.of(), null);
    }

    /**
     * Reads environment variables alone: Howdah's own, or those of an image made for PgBouncer. Reading them again sees only
     * changes of the files that they name.
     */
    public static ConfigSource ofEnvironment(Map<String, String> environment) throws ConfigException {
        return ofEnvironment(environment, null);
    }

    private static ConfigSource ofEnvironment(Map<String, String> environment, @Nullable ResolvedSettings atStart)
            throws ConfigException {
        EnvironmentDialect dialect = EnvironmentDialect.of(environment);
        ConfigLoader loader = new ConfigLoader(ENVIRONMENT, dialect.format(), environment);
        return new ConfigSource(loader, Optional.empty(), environment, loader.draft(dialect), Map.of(), atStart);
    }

    /** The configuration in force. */
    public PoolerConfig config() {
        return config;
    }

    /** The changes from this source to {@code next}, including changes that need a restart. */
    public ConfigDiff changesTo(ConfigSource next) {
        return ConfigDiff.between(config, next.written);
    }

    /** Reads the file again, or the file that conffile names. Values set by {@link #with} are lost. */
    public ConfigSource readAgain() throws ConfigException {
        requireRaw("");
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
     * A copy with one setting changed.
     *
     * @throws ConfigException for an unknown setting, a setting that needs a restart, or a value that does not fit
     */
    public ConfigSource with(String key, String value) throws ConfigException {
        RawConfig unset = requireRaw(key);
        Optional<SettingKey<?>> known = Catalogue.byKey(key);
        if (known.isEmpty()) {
            throw refused(key, Suggestions.unknown("setting", key, Catalogue.keys()));
        }
        if (!known.get().changeable()) {
            throw refused(key, "takes effect at a restart alone");
        }
        Map<String, RawValue> more = new LinkedHashMap<>(set);
        more.put(key, new RawValue(value, Origin.SET));
        return new ConfigSource(loader(), text, environment, unset, more, atStart);
    }

    private RawConfig requireRaw(String key) throws ConfigException {
        if (raw == null) {
            throw refused(key, "the configuration did not come from a file");
        }
        return raw;
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
