package io.howdah.proxy.testing;

import io.howdah.config.ConfigException;
import io.howdah.config.ConfigFormat;
import io.howdah.config.ConfigSource;
import io.howdah.config.PoolerConfig;
import java.nio.file.Path;
import java.util.Map;

/** Reads the configurations of tests. A mistake in a configuration fails the test, and the error has the text. */
public final class TestConfig {

    private static final String[] DEFAULTS = {
        "listen_addr: 127.0.0.1", "listen_port: 0", "admin_listen_addr: \"\"", "http_listen_addr: \"\"", "auth_type: trust",
        "pool_mode: transaction", "event_loops: 1", "default_pool_size: 2", "server_tls_sslmode: disable",
    };

    private TestConfig() {}

    /**
     * Any free port, no passwords, transaction mode, one event loop, two servers in a pool.
     *
     * @param lines lines of YAML, which win over these settings, and add databases and users
     */
    public static PoolerConfig of(String... lines) {
        return ofYaml(withDefaults(String.join("\n", lines), DEFAULTS)).config();
    }

    /** The lines of YAML that {@link #of} adds. */
    public static String[] defaults() {
        return DEFAULTS.clone();
    }

    /** The given YAML and, of these lines, each whose key the given YAML lacks. */
    public static String withDefaults(String given, String... defaults) {
        StringBuilder yaml = new StringBuilder();
        for (String line : defaults) {
            // Only at the beginning of a line: http_listen_port is another setting than listen_port.
            if (!("\n" + given).contains("\n" + line.substring(0, line.indexOf(':') + 1))) {
                yaml.append(line).append('\n');
            }
        }
        return yaml.append(given).append('\n').toString();
    }

    /** A whole howdah.yaml. */
    public static ConfigSource ofYaml(String text) {
        return read(text, ConfigFormat.YAML);
    }

    /** A whole pgbouncer.ini. */
    public static ConfigSource ofIni(String text) {
        return read(text, ConfigFormat.INI);
    }

    /** A file, which RELOAD reads again. */
    public static ConfigSource ofFile(Path file) {
        try {
            return ConfigSource.read(file, Map.of());
        } catch (ConfigException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    private static ConfigSource read(String text, ConfigFormat format) {
        try {
            return ConfigSource.of(text, format, Path.of("").toAbsolutePath(), Map.of());
        } catch (ConfigException e) {
            throw new AssertionError(e.getMessage() + "\nin\n" + text, e);
        }
    }
}
