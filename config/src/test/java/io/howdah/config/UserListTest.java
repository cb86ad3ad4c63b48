package io.howdah.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PgBouncer's user list. */
class UserListTest {

    private final ConfigProblems problems = new ConfigProblems();

    private Map<String, String> parse(String text) {
        return UserList.parse(text, "list", problems);
    }

    @Test
    void readsEveryKindOfSecret() throws IOException {
        try (var in = UserListTest.class.getResourceAsStream("userlist.txt")) {
            Map<String, String> secrets = parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            assertThat(problems.isEmpty()).isTrue();
            assertThat(secrets).containsEntry("alice", "wonder \"land\"").containsEntry("o\"brien", "")
                    .containsOnlyKeys("alice", "bob", "carol", "o\"brien");
            assertThat(secrets.get("carol")).startsWith("SCRAM-SHA-256$4096:");
        }
    }

    @Test
    void readsVeryLongLinesAndTheLastOfTwo() {
        String secret = "x\"\"".repeat(500_000);
        assertThat(parse("\"a\" \"1\"\n\"a\" \"" + secret + "\"\n").get("a")).hasSize(1_000_000);
    }

    @Test
    void reportsEveryBrokenLineWithoutShowingIt() {
        parse("\"a\" \"hush1\"\nhush2\n\"b\" \"hush3\n# hush4\n\"c\"\n\"\" \"hush5\"");
        assertThat(problems.list()).extracting(problem -> problem.where().line()).containsExactly(2, 3, 4, 5, 6);
        assertThat(problems.toString()).doesNotContain("hush");
    }

    @Test
    void theUsersSectionAddsToIt(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("list"), "\"a\" \"from list\"\n\"b\" \"b\"\n\"e\" \"\"\n");
        PoolerConfig config = ConfigLoader.load("""
                auth: {type: plain, file: list}
                users:
                  a: {pool_size: 3}
                  b: {password: own}
                  c: {password: new}
                """, ConfigFormat.YAML, directory, Map.of());
        assertThat(config.users()).containsOnlyKeys("a", "b", "c", "e");
        assertThat(config.users().get("a").password()).contains("from list");
        assertThat(config.users().get("a").overrides().poolSize()).hasValue(3);
        assertThat(config.users().get("b").password()).contains("own");
        assertThat(config.users().get("e").password()).as("an empty secret is none").isEmpty();
    }

    @Test
    void aMissingFileIsAProblemAtTheLineThatNamesIt() {
        assertThat(Configs.iniProblems("[pgbouncer]\n\nauth_file = absent.txt"))
                .containsExactly("file:3: auth_file: " + Path.of("absent.txt").toAbsolutePath() + " does not exist");
        assertThat(Configs.yamlProblems("\n\nauth_file: absent.txt"))
                .containsExactly("file:3: auth_file: /nowhere/absent.txt does not exist");
    }
}
