package io.howdah.bench.load.login;

import io.howdah.protocol.auth.Credentials;
import io.howdah.protocol.auth.ScramClient;
import io.howdah.protocol.auth.ScramClient.Challenge;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a password's SCRAM keys for as long as the server sends the same salt. PBKDF2 takes milliseconds, and thousands of
 * clients log in as the same user. Any thread may call it.
 */
final class SaltedKeys {

    private record Kept(Challenge challenge, Credentials.Keys keys) {}

    private final String password;
    private volatile @Nullable Kept kept;

    SaltedKeys(String password) {
        this.password = password;
    }

    Credentials.Keys of(Challenge challenge) {
        Kept last = kept;
        if (last == null || !last.challenge.equals(challenge)) {
            last = new Kept(challenge, Credentials.Keys.ofSaltedPassword(
                    ScramClient.saltedPassword(password, challenge.salt(), challenge.iterations())));
            kept = last;
        }
        return last.keys;
    }
}
