package io.howdah.proxy.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.config.HostAddress;
import io.howdah.config.ProxyProtocol;
import io.howdah.config.TlsMode;
import io.howdah.config.TlsSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AuthAnswersTest {

    private final AtomicLong now = new AtomicLong();
    private final ArrayDeque<CompletableFuture<Optional<String>>> asked = new ArrayDeque<>();
    private final AuthAnswers<Optional<String>> answers = new AuthAnswers<>(Optional::isPresent, now::get);

    private static AuthTarget target(int ttl, int negativeTtl) {
        return new AuthTarget("db", List.of(new HostAddress("localhost", 5432)), "db", "auth", Optional.empty(), "q",
                Duration.ofSeconds(ttl), Duration.ofSeconds(negativeTtl), Duration.ofSeconds(15), 4096,
                new TlsSettings(TlsMode.DISABLE, false, Optional.empty(), List.of(), List.of(), List.of(), List.of(), List.of()),
                ProxyProtocol.OFF, false);
    }

    private CompletableFuture<Optional<String>> ask(AuthTarget target, String user) {
        Optional<String> known = answers.known(target, user);
        return known != null ? CompletableFuture.completedFuture(known) : answers.ask(target, user, () -> {
            CompletableFuture<Optional<String>> question = new CompletableFuture<>();
            asked.add(question);
            return question;
        });
    }

    private void pass(int millis) {
        now.addAndGet(Duration.ofMillis(millis).toNanos());
    }

    @Test
    @DisplayName("Without a TTL every login asks for itself")
    void none() {
        AuthTarget target = target(0, 0);
        CompletableFuture<Optional<String>> one = ask(target, "a");
        CompletableFuture<Optional<String>> other = ask(target, "a");
        assertThat(asked).hasSize(2);
        asked.poll().complete(Optional.of("x"));
        assertThat(one).isCompletedWithValue(Optional.of("x"));
        assertThat(other).isNotDone();
        ask(target, "a");
        assertThat(asked).hasSize(2);
    }

    @Test
    @DisplayName("A crowd costs one question in each TTL; who is not there is asked about sooner")
    void crowd() {
        AuthTarget target = target(60, 1);
        List<CompletableFuture<Optional<String>>> crowd = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            crowd.add(ask(target, "a"));
        }
        assertThat(asked).hasSize(1);
        asked.poll().complete(Optional.of("x"));
        assertThat(crowd).allMatch(login -> login.join().equals(Optional.of("x")));
        pass(59_999);
        assertThat(ask(target, "a")).isCompletedWithValue(Optional.of("x"));
        assertThat(asked).isEmpty();
        pass(2);
        assertThat(ask(target, "a")).isNotDone();
        ask(target, "nobody");
        assertThat(asked).hasSize(2);
        asked.forEach(question -> question.complete(Optional.empty()));
        asked.clear();
        pass(999);
        assertThat(ask(target, "nobody")).isCompletedWithValue(Optional.empty());
        pass(2);
        ask(target, "nobody");
        assertThat(asked).hasSize(1);
    }

    @Test
    @DisplayName("A failed login makes the next one ask, but not for each guess; unknown users stay unknown")
    void doubted() {
        AuthTarget target = target(60, 60);
        ask(target, "a");
        asked.poll().complete(Optional.of("x"));
        ask(target, "nobody");
        asked.poll().complete(Optional.empty());
        answers.doubted(target, "a");
        assertThat(ask(target, "a")).isDone();
        pass(1_000);
        answers.doubted(target, "a");
        answers.doubted(target, "nobody");
        assertThat(ask(target, "a")).isNotDone();
        assertThat(ask(target, "nobody")).isDone();
        asked.poll().complete(Optional.of("y"));
        assertThat(ask(target, "a").join()).contains("y");
        answers.doubted("a");
        assertThat(ask(target, "a")).isNotDone();
    }

    @Test
    @DisplayName("An answer from before RECONNECT is not kept; a failure is not kept; targets are apart")
    void forget() {
        AuthTarget target = target(60, 60);
        CompletableFuture<Optional<String>> before = ask(target, "a");
        answers.forget();
        asked.poll().complete(Optional.of("old"));
        assertThat(before).isCompletedWithValue(Optional.of("old"));
        CompletableFuture<Optional<String>> after = ask(target, "a");
        asked.poll().completeExceptionally(AuthQueryException.busy());
        assertThat(after).isCompletedExceptionally();
        ask(target, "a");
        asked.poll().complete(Optional.of("new"));
        assertThat(ask(target, "a")).isDone();
        assertThat(ask(target(61, 60), "a")).isNotDone();
    }
}
