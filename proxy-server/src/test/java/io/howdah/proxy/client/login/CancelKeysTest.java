package io.howdah.proxy.client.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.backend.BackendKeyData;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CancelKeysTest {

    private final CancelKeys keys = new CancelKeys(null);
    private final AtomicInteger found = new AtomicInteger();

    /** Registers a session that counts how often a right key finds it. */
    private BackendKeyData register(int length) {
        return keys.register(() -> {
            found.incrementAndGet();
            return null;
        }, length);
    }

    private boolean finds(int processId, byte[] secret) {
        int before = found.get();
        keys.find(processId, secret);
        return found.get() > before;
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 32, 256})
    void trap87_theWholeSecretCounts(int length) {
        BackendKeyData key = register(length);
        assertThat(finds(key.processId(), key.secret())).isTrue();
        assertThat(finds(key.processId() + 1, key.secret())).isFalse();
        for (int i = 0; i < length; i++) {
            byte[] wrong = key.secret().clone();
            wrong[i] ^= 1;
            assertThat(finds(key.processId(), wrong)).isFalse();
        }
        assertThat(finds(key.processId(), Arrays.copyOf(key.secret(), length - 1))).isFalse();
        assertThat(finds(key.processId(), Arrays.copyOf(key.secret(), length + 2))).isFalse();
        assertThat(finds(key.processId(), new byte[0])).isFalse();
        assertThat(finds(key.processId(), Arrays.copyOf(key.secret(), length + 1))).as("trap 9").isTrue();
        keys.remove(key.processId());
        assertThat(finds(key.processId(), key.secret())).isFalse();
    }

    @Test
    void trap08_idsArePositiveAndNobodyElses() {
        Set<Integer> ids = new HashSet<>();
        Set<String> secrets = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            BackendKeyData key = register(32);
            assertThat(key.processId()).isPositive();
            assertThat(ids.add(key.processId())).isTrue();
            assertThat(secrets.add(Arrays.toString(key.secret()))).isTrue();
        }
    }
}
