package io.howdah.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** An auth_file with any content: each line is an entry, or nothing, or a problem that does not show it. */
class UserListFuzzTest {

    @FuzzTest(maxDuration = "10m")
    void anyContent(byte[] content) {
        String text = new String(content, StandardCharsets.UTF_8);
        ConfigProblems problems = new ConfigProblems();
        Map<String, String> secrets = UserList.parse(text, "list", problems);
        long lines = text.chars().filter(c -> c == '\n').count() + 1;
        assertThat(secrets.size() + problems.list().size()).isBetween(0, (int) lines);
        for (ConfigProblem problem : problems.list()) {
            assertThat(problem.toString())
                    .matches("list:[0-9]+: auth_file: (this line is not understood|a user without a name) .*");
        }
        // Written as PgBouncer writes it, the list says the same again.
        StringBuilder written = new StringBuilder();
        secrets.forEach((user, secret) -> written.append(quoted(user)).append(' ').append(quoted(secret)).append('\n'));
        ConfigProblems none = new ConfigProblems();
        assertThat(UserList.parse(written.toString(), "list", none)).isEqualTo(new LinkedHashMap<>(secrets));
        assertThat(none.isEmpty()).isTrue();
        assertThat(secrets).doesNotContainKey("");
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }
}
