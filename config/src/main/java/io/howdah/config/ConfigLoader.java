package io.howdah.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Turns files and environment into one {@link PoolerConfig}, or reports all their errors at once.
 *
 * <pre>
 * text --IniFile, YamlFile--> RawConfig --ResolvedSettings--> values --ConfigAssembler--> records --SenseChecks
 *                                       --DatabaseReader, UserReader--^
 * </pre>
 */
public final class ConfigLoader {

    private final Path file;
    private final ConfigFormat format;
    private final Map<String, String> environment;
    private final String home;
    private final ConfigProblems problems = new ConfigProblems();
    private final List<ConfigWarning> warnings = new ArrayList<>();

    ConfigLoader(Path file, ConfigFormat format, Map<String, String> environment) {
        this.file = file;
        this.format = format;
        this.environment = Map.copyOf(environment);
        this.home = environment.getOrDefault("HOME", "");
    }

    /** Reads a file; its content tells the format. */
    public static PoolerConfig load(Path file, Map<String, String> environment) throws ConfigException {
        return ConfigSource.read(file, environment).config();
    }

    /** Reads a text as if it were a file in {@code baseDir}; relative file names refer to {@code baseDir}. */
    public static PoolerConfig load(String text, ConfigFormat format, Path baseDir, Map<String, String> environment)
            throws ConfigException {
        return ConfigSource.of(text, format, baseDir, environment).config();
    }

    static String contentOf(Path file) throws ConfigException {
        ConfigProblems problems = new ConfigProblems();
        Optional<String> text = TextFiles.read(file, Origin.file(file.toString(), 0), "", problems);
        if (text.isEmpty()) {
            throw new ConfigException(problems);
        }
        return text.get();
    }

    static Path fileIn(Path directory, ConfigFormat format) {
        return directory.resolve("howdah." + format.name().toLowerCase(Locale.ROOT));
    }

    Path file() {
        return file;
    }

    ConfigFormat format() {
        return format;
    }

    /** @param set values that win over file and environment */
    ResolvedSettings resolve(RawConfig raw, Map<String, RawValue> set) {
        return ResolvedSettings.of(raw, format, environment, set, problems);
    }

    /** Makes the records, or throws all problems at once. Call it once per loader, for the loader collects the problems. */
    PoolerConfig config(RawConfig raw, ResolvedSettings settings) throws ConfigException {
        EnvironmentCheck.check(environment, warnings);
        PoolerConfig config = assemble(raw, settings);
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return config;
    }

    RawConfig parse(String text) {
        RawConfig raw = new RawConfig();
        if (format == ConfigFormat.INI) {
            new IniFile(raw, problems, warnings, home, directories()).read(text, file);
        } else {
            new YamlFile(raw, problems, file.toString(), directories().get(0), environment).read(text);
        }
        return raw;
    }

    /** Like reading a file, but from environment variables alone. */
    RawConfig draft(EnvironmentDialect dialect) {
        EnvironmentDraft draft = new EnvironmentDraft(problems, warnings);
        dialect.read(new Variables(environment, problems), draft);
        // Probes and Prometheus connect from outside the container.
        draft.byDefault(HttpKeys.ADDRESS, "0.0.0.0");
        draft.byDefault(HttpKeys.PORT, "9127");
        return draft.config();
    }

    private PoolerConfig assemble(RawConfig raw, ResolvedSettings settings) {
        ConfigAssembler assembler = new ConfigAssembler(settings, directories(), home, problems);
        TlsReader tls = new TlsReader(settings, directories(), home, problems);
        Map<String, DatabaseConfig> databases = databases(raw, settings, tls);
        Optional<DatabaseConfig> fallback = Optional.ofNullable(databases.remove(DatabaseConfig.FALLBACK));
        AuthSettings auth = assembler.auth();
        Map<String, UserConfig> users = new UserReader(format, problems, warnings)
                .read(raw, auth.file(), settings.origin(AuthKeys.FILE));
        Map<Integer, PeerConfig> peers = new PeerReader(problems, warnings).read(raw.peers);

        PoolerConfig config = new PoolerConfig(file, format, assembler.listen(), assembler.eventLoops(), databases,
                fallback, users, assembler.pool(), assembler.server(), assembler.timeouts(), auth, assembler.log(),
                assembler.admin(), assembler.http(), assembler.otlp(), tls.clients(), tls.servers(), assembler.cache(),
                assembler.protocol(),
                assembler.process(peers), settings.list(file), warnings);
        new SenseChecks(settings, raw, problems, warnings).check(config);
        return config.withWarnings(warnings);
    }

    private Map<String, DatabaseConfig> databases(RawConfig raw, ResolvedSettings settings, TlsReader tls) {
        DatabaseReader reader = new DatabaseReader(settings, tls, problems, warnings);
        Map<String, DatabaseConfig> databases = new LinkedHashMap<>();
        raw.databases.forEach((name, section) -> databases.put(name, reader.read(section)));
        return databases;
    }

    /**
     * The directories for relative file names. An ini file looks in the working directory first, as PgBouncer does; a YAML file
     * looks beside itself first.
     */
    private List<Path> directories() {
        Path directory = file.toAbsolutePath().getParent();
        Path beside = directory != null ? directory : file.toAbsolutePath();
        Path working = Path.of("").toAbsolutePath();
        return format == ConfigFormat.INI ? List.of(working, beside) : List.of(beside, working);
    }
}
