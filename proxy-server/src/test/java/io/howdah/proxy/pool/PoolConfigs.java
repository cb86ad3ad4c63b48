package io.howdah.proxy.pool;

import io.howdah.config.ConfigException;
import io.howdah.config.ConfigFormat;
import io.howdah.config.ConfigLoader;
import io.howdah.config.DatabaseConfig;
import io.howdah.config.PoolerConfig;
import io.howdah.proxy.proxied.Announcement;
import io.howdah.proxy.server.ServerCredentials;
import io.howdah.proxy.server.ServerEncryption;
import io.howdah.proxy.server.ServerTarget;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Configurations of pools for tests, written as in the configuration file. */
public final class PoolConfigs {

    private PoolConfigs() {}

    /** The configuration of database "db" with hosts a and b and user "u", with these settings. */
    public static PoolConfig of(String... lines) {
        return ofDatabase("", lines);
    }

    /** As {@link #of}. @param more settings of the database, each behind a comma */
    static PoolConfig ofDatabase(String more, String... lines) {
        PoolerConfig config;
        try {
            config = ConfigLoader.load(String.join("\n", lines) + "\ndatabases: {db: {host: 'a,b', port: 5432" + more + "}}\n",
                    ConfigFormat.YAML, Path.of("").toAbsolutePath(), Map.of());
        } catch (ConfigException e) {
            throw new AssertionError(e.getMessage(), e);
        }
        DatabaseConfig database = config.databases().get("db");
        ServerTarget target = new ServerTarget("db/u", "db",
                new ServerCredentials("u", Optional.empty(), Optional::empty, Optional::empty, () -> {}), Map.of(),
                Optional.empty(),
                ServerEncryption.NONE, Announcement.NONE);
        return new PoolConfig(database, config.poolSettings(database, "u"), config.serverSettings(database),
                config.timeouts(database, "u"), target);
    }
}
