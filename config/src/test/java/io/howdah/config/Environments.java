package io.howdah.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

/** Configurations from environment variables alone, for tests. */
final class Environments {

    /** Every character that is special in a URL, an ini file or a shell. */
    static final String HARD = "p:a@s/s %4x w%rd'\"\\,=;#?&";

    private Environments() {
    }

    static PoolerConfig load(Map<String, String> environment) {
        try {
            PoolerConfig config = ConfigSource.ofEnvironment(environment).config();
            assertNotPrinted(EffectiveConfigPrinter.print(config) + config.warnings() + config.users() + config.databases());
            return config;
        } catch (ConfigException refused) {
            throw new AssertionError(refused.getMessage(), refused);
        }
    }

    static List<String> problems(Map<String, String> environment) {
        try {
            ConfigSource.ofEnvironment(environment);
        } catch (ConfigException refused) {
            assertNotPrinted(refused.getMessage());
            return refused.getMessage().lines().toList();
        }
        return List.of();
    }

    private static void assertNotPrinted(String text) {
        assertThat(text).doesNotContain(HARD).doesNotContain("secret").doesNotContain("s/s ");
    }

    static String value(PoolerConfig config, String key) {
        return Configs.setting(config, key).iniValue();
    }

    static String password(PoolerConfig config, String user) {
        return config.users().get(user).password().orElse(null);
    }

    static String host(PoolerConfig config, String database) {
        return config.database(database).orElseThrow().hosts().toString();
    }
}
