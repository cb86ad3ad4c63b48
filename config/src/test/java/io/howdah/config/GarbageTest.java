package io.howdah.config;

import static org.assertj.core.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** For any content of a file the result is a configuration or a {@link ConfigException}. */
class GarbageTest {

    private static final int ROUNDS = 4000;
    private static final List<String> PIECES = List.of("[", "]", "[databases]\n", "[users]\n", "[pgbouncer]\n",
            "[peers]\n", "%include x\n", "=", " ", "\n", "\r\n", "\t", "'", "\"", "''", ";", "#", ":", "- ", "{", "}",
            ",", "&a ", "*a", "<<: *a", "!!map ", "!x ", "|\n", ">\n", "? ", "---\n", "...\n", "%YAML 1.1\n", "${", "}",
            "$${", "${A:-", "a", "*", "host=", "host: ", "port=99999999999", "databases:\n", "users:\n", "  x:\n",
            "pool:\n", "  size: ", "cache:\n", "  tables:", "cache_statements=", "cache_users: ", "listen_port", "auth_type",
            "cert", "1e9", "-1", "0x7", "\u0000", "\u2028", "\u0085",
            "\uFEFF", "\uD83D\uDE00", "\uD800", "2147483648", "9".repeat(40), "x".repeat(300));

    @Test
    void assembledFromTheWordsOfBothFormats() {
        Random random = new Random(20260101);
        for (int round = 0; round < ROUNDS; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(30); i >= 0; i--) {
                text.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            for (ConfigFormat format : ConfigFormat.values()) {
                load(text.toString(), format);
            }
        }
    }

    @Test
    void damagedFilesOfBothFormats() {
        String ini = "[databases]\na = host=h port=5 password='x y' pool_size=3\n[users]\nu = pool_mode=session\n"
                + "[pgbouncer]\nlisten_port = 6432\nserver_lifetime = 1.5h\nunix_socket_mode = 0777\n"
                + "cache_statements = 'select ''x'' *'=5m, \"y\" = 0\ncache_tables = a, \"b\".c\n";
        String yaml = "listen: {port: 1, addresses: [a, b]}\ndatabases:\n  a: {hosts: ['[::1]:5', /x], user: u}\n"
                + "users:\n  u: {password: \"${P:-x}\"}\npool:\n  reserve_timeout: 5s\n"
                + "cache:\n  tables: {a: 5m, '\"b\".c': 0}\n  statements: ['select *', x]\n";
        Random random = new Random(7);
        for (int round = 0; round < ROUNDS; round++) {
            load(damaged(ini, random), ConfigFormat.INI);
            load(damaged(yaml, random), ConfigFormat.YAML);
        }
    }

    @Test
    void randomBytesInFiles(@TempDir Path directory) throws Exception {
        Random random = new Random(11);
        Path file = directory.resolve("garbage");
        for (int round = 0; round < 300; round++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            Files.write(file, bytes);
            try {
                ConfigLoader.load(file, Map.of());
            } catch (ConfigException expected) {
                // The other allowed answer.
            }
        }
    }

    private static String damaged(String text, Random random) {
        StringBuilder damaged = new StringBuilder(text);
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(damaged.length());
            switch (random.nextInt(3)) {
                case 0 -> damaged.deleteCharAt(at);
                case 1 -> damaged.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                default -> damaged.setCharAt(at, (char) random.nextInt(0x100));
            }
        }
        return damaged.toString();
    }

    private static void load(String text, ConfigFormat format) {
        try {
            PoolerConfig config = ConfigLoader.load(text, format, Configs.DIRECTORY, Map.of());
            EffectiveConfigPrinter.print(config);
            ConfigDiff.between(config, config);
        } catch (ConfigException expected) {
            expected.getMessage().getBytes(StandardCharsets.UTF_8);
        } catch (RuntimeException | Error unexpected) {
            fail(format + " text failed: " + text, unexpected);
        }
    }
}
