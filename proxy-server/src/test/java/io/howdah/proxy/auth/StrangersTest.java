package io.howdah.proxy.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.config.ConfigFormat;
import io.howdah.config.ConfigLoader;
import io.howdah.config.PoolerConfig;
import io.howdah.protocol.auth.Md5Password;
import io.howdah.protocol.auth.ScramSecret;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** No client can tell a name without a user from a name with one. */
class StrangersTest {

    private static final String TEN_THOUSAND = ScramSecret.derive("x", new byte[24], 10_000).encode();

    private static PoolerConfig config(String... usersAndSecrets) throws Exception {
        StringBuilder yaml = new StringBuilder("listen_addr: 127.0.0.1\nauth_type: scram-sha-256\nusers:\n");
        for (int i = 0; i < usersAndSecrets.length; i += 2) {
            yaml.append("  ").append(usersAndSecrets[i]).append(": {password: \"").append(usersAndSecrets[i + 1]).append("\"}\n");
        }
        return ConfigLoader.load(yaml.toString(), ConfigFormat.YAML, Path.of("").toAbsolutePath(), Map.of());
    }

    private static LoginUser stranger(int number) {
        return new LoginUser(null, "stranger" + number, false, Optional.empty());
    }

    private static ScramSecret mock(CredentialStore store, int number) {
        LoginUser stranger = stranger(number);
        return store.mockSecret(stranger, store.scramModel(stranger));
    }

    @Test
    void nobodyIsKnown() throws Exception {
        CredentialStore store = new CredentialStore(config());
        assertThat(store.model(stranger(1))).isEmpty();
        assertThat(mock(store, 1).iterations()).isEqualTo(4096);
        assertThat(mock(store, 1).salt()).hasSize(16);
    }

    @Test
    void aStoredSecretsIterationsAreThoseOfAll() throws Exception {
        CredentialStore store = new CredentialStore(config("stored", TEN_THOUSAND, "plain", "x"));
        assertThat(store.scramSecret(store.configured("plain")).orElseThrow().iterations()).isEqualTo(10_000);
        for (int i = 0; i < 50; i++) {
            assertThat(mock(store, i).iterations()).isEqualTo(10_000);
            assertThat(mock(store, i)).isEqualTo(mock(store, i));
            assertThat(mock(store, i).salt()).isNotEqualTo(mock(store, i + 1).salt());
        }
    }

    @Test
    void theSharesAreThoseOfTheUsers() throws Exception {
        CredentialStore store = new CredentialStore(
                config("a", TEN_THOUSAND, "b", Md5Password.hash("b", "x"), "c", Md5Password.hash("c", "x"),
                        "d", Md5Password.hash("d", "x")));
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < 2_000; i++) {
            seen.merge(store.model(stranger(i)).orElseThrow().secret().orElseThrow().substring(0, 3), 1, Integer::sum);
        }
        assertThat(seen.get("SCR")).isBetween(400, 600);
        assertThat(seen.get("md5")).isBetween(1_400, 1_600);
        assertThat(mock(store, 1).salt()).as("the length of the only one who proves by SCRAM").hasSize(24);
    }

    @Test
    void verifiersAreMadeBeforeTheFirstLoginOneAfterAnother() throws Exception {
        CredentialStore store = new CredentialStore(config("a", "x", "b", TEN_THOUSAND, "c", "y"));
        ArrayDeque<Runnable> work = new ArrayDeque<>();
        store.deriveAhead(work::add);
        assertThat(store.isScramSecretReady(store.configured("a"))).isFalse();
        int steps = 0;
        while (!work.isEmpty()) {
            assertThat(work).hasSize(1);
            work.poll().run();
            steps++;
        }
        assertThat(steps).isEqualTo(2);
        for (String user : new String[] {"a", "b", "c"}) {
            assertThat(store.isScramSecretReady(store.configured(user))).as(user).isTrue();
        }
    }

    @Test
    void aStrangerTakesAsLongAsItsModel() throws Exception {
        CredentialStore store = new CredentialStore(config("a", "x"));
        LoginUser model = store.scramModel(stranger(1)).orElseThrow();
        assertThat(store.isScramSecretReady(model)).isFalse();
        mock(store, 1);
        assertThat(store.isScramSecretReady(model)).isTrue();
    }

    @Test
    void anotherPasswordAndOtherIterationsAreNoticed() throws Exception {
        CredentialStore store = new CredentialStore(config("a", "x"));
        ScramSecret before = store.scramSecret(store.configured("a")).orElseThrow();
        store.configure(config("a", "x", "b", TEN_THOUSAND));
        assertThat(store.isScramSecretReady(store.configured("a"))).isFalse();
        assertThat(store.scramSecret(store.configured("a")).orElseThrow().iterations()).isEqualTo(10_000)
                .isNotEqualTo(before.iterations());
    }
}
