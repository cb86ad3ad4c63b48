package io.howdah.proxy.auth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import io.howdah.proxy.testing.Issuer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** When an issuer is asked for its keys, and which keys count meanwhile. */
class IssuerKeysTest {

    private static final List<JWK> OLD = new Issuer("1").keys();
    private static final List<JWK> NEW = new Issuer("2").keys();

    private final List<CompletableFuture<List<JWK>>> asked = new ArrayList<>();
    private long nanos = Long.MAX_VALUE - 5; // System.nanoTime may overflow.

    private final IssuerKeys keys = IssuerKeys.from(() -> {
        asked.add(new CompletableFuture<>());
        return asked.get(asked.size() - 1);
    }, () -> nanos);

    private void pass(long seconds) {
        nanos += TimeUnit.SECONDS.toNanos(seconds);
    }

    private void answer(List<JWK> given) {
        asked.get(asked.size() - 1).complete(given);
    }

    private void fail() {
        asked.get(asked.size() - 1).completeExceptionally(new IOException("down"));
    }

    @Test
    @DisplayName("Asked once at a time, and all callers get its answer")
    void oneQuestion() {
        CompletableFuture<List<JWK>> first = keys.current();
        CompletableFuture<List<JWK>> second = keys.newer();
        assertThat(asked).hasSize(1);
        assertThat(first).isNotDone();
        answer(OLD);
        assertThat(first).isCompletedWithValue(OLD);
        assertThat(second).isCompletedWithValue(OLD);
        assertThat(keys.current()).isCompletedWithValue(OLD);
        assertThat(asked).hasSize(1);
    }

    @Test
    @DisplayName("However many unknown keys tokens name, the issuer is asked once in 30 seconds")
    void unknownKeys() {
        keys.current();
        answer(OLD);
        for (int second = 0; second < 300; second++) {
            for (int i = 0; i < 10; i++) {
                keys.newer();
            }
            asked.get(asked.size() - 1).complete(OLD);
            pass(1);
        }
        assertThat(asked).hasSize(10);
        pass(30);
        CompletableFuture<List<JWK>> newer = keys.newer();
        answer(NEW);
        assertThat(newer).isCompletedWithValue(NEW);
        assertThat(keys.current()).isCompletedWithValue(NEW);
    }

    @Test
    @DisplayName("Keys of 10 minutes are asked for again; if that fails they stay")
    void old() {
        keys.current();
        answer(OLD);
        pass(599);
        assertThat(keys.current()).isCompletedWithValue(OLD);
        assertThat(asked).hasSize(1);
        pass(1);
        CompletableFuture<List<JWK>> waiting = keys.current();
        assertThat(waiting).isNotDone();
        fail();
        assertThat(waiting).isCompletedWithValue(OLD);
        assertThat(keys.current()).as("the issuer has a pause").isCompletedWithValue(OLD);
        pass(30);
        waiting = keys.current();
        assertThat(asked).hasSize(3);
        answer(NEW);
        assertThat(waiting).isCompletedWithValue(NEW);
    }

    @Test
    @DisplayName("Without an answer there are no keys, and the issuer has its pause")
    void never() {
        CompletableFuture<List<JWK>> waiting = keys.current();
        fail();
        assertThat(waiting).isCompletedWithValue(List.of());
        assertThat(keys.current()).isCompletedWithValue(List.of());
        assertThat(asked).hasSize(1);
        pass(30);
        keys.current();
        assertThat(asked).hasSize(2);
    }

    @Test
    @DisplayName("Another question, as after a reload: the keys of before, and the same pause")
    void anotherQuestion() {
        keys.current();
        answer(OLD);
        List<CompletableFuture<List<JWK>>> others = new ArrayList<>();
        IssuerKeys next = keys.asking(() -> {
            others.add(new CompletableFuture<>());
            return others.get(others.size() - 1);
        });
        assertThat(next.current()).isCompletedWithValue(OLD);
        assertThat(next.newer()).isCompletedWithValue(OLD);
        pass(30);
        CompletableFuture<List<JWK>> newer = next.newer();
        assertThat(asked).hasSize(1);
        others.get(0).complete(NEW);
        assertThat(newer).isCompletedWithValue(NEW);
    }

    @Test
    @DisplayName("A question that cannot be asked is one that fails")
    void broken() {
        IssuerKeys broken = IssuerKeys.from(() -> {
            throw new IllegalArgumentException("no such thing");
        }, () -> nanos);
        assertThat(broken.current()).isCompletedWithValue(List.of());
        assertThat(broken.newer()).isCompletedWithValue(List.of());
    }

    @Test
    @DisplayName("Keys of a file are all that there are")
    void file() {
        assertThat(IssuerKeys.of(OLD).current()).isCompletedWithValue(OLD);
        assertThat(IssuerKeys.of(OLD).newer()).isCompletedWithValue(OLD);
    }
}
