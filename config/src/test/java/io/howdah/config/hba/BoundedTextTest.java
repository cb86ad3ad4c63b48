package io.howdah.config.hba;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An expression that would take for ever, and one that goes too deep for the stack. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class BoundedTextTest {

    private static HbaRules rules(String user) {
        return HbaFile.parse("host all \"" + user + "\" all reject\nhost all all all trust\n", (word, line) -> {
            throw new AssertionError(word);
        }, (line, message, expected) -> {
            throw new AssertionError(message);
        });
    }

    private static HbaClient client(String user) {
        return new HbaClient(InetAddress.getLoopbackAddress(), false, false, "db", user, Set.of(user));
    }

    @Test
    @DisplayName("A rule whose expression a name makes slow neither matches nor is passed over")
    void rule() {
        HbaRules rules = rules("/^(a*)*b\\1$");
        assertThat(rules.find(client("c")).orElseThrow().method()).isEqualTo(HbaMethod.TRUST);
        assertThat(rules.find(client("aabaa")).orElseThrow().method()).isEqualTo(HbaMethod.REJECT);
        String slow = "a".repeat(60) + "!";
        assertThatThrownBy(() -> rules.find(client(slow))).isInstanceOf(PatternTooSlowException.class)
                .hasMessageContaining("/^(a*)*b\\1$");
        assertThatThrownBy(() -> rules("/^(a|b)*$").find(client("ab".repeat(40_000))))
                .isInstanceOf(PatternTooSlowException.class);
    }

    @Test
    @DisplayName("A map lets nobody in whose name makes an expression slow")
    void map() {
        IdentMaps maps = IdentMaps.parse("m \"/((x+x+)+y)\" \\1\nm /. other\n", (line, message, expected) -> {
            throw new AssertionError(message);
        });
        assertThat(maps.allows("m", "xxy", "xxy", Set.of())).isTrue();
        assertThat(maps.allows("m", "x".repeat(3_000), "other", Set.of())).isFalse();
    }
}
