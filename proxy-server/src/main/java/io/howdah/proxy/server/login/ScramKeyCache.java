package io.howdah.proxy.server.login;

import io.howdah.protocol.auth.Credentials;
import io.howdah.protocol.auth.ScramClient;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Keys derived from passwords, by salt and iterations. A pool that opens twenty connections as one role pays for PBKDF2 once. The
 * cache is bounded, and is never asked on an event loop.
 */
final class ScramKeyCache {

    private static final int LIMIT = 1000;

    private static final Map<Key, Credentials.Keys> KEYS = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Credentials.Keys> eldest) {
            return size() > LIMIT;
        }
    };

    private ScramKeyCache() {}

    static Credentials.Keys keys(String password, byte[] salt, int iterations, BooleanSupplier unwanted) {
        Key key = new Key(password, salt, iterations);
        synchronized (KEYS) {
            Credentials.Keys known = KEYS.get(key);
            if (known != null) {
                return known;
            }
        }
        Credentials.Keys keys = Credentials.Keys
                .ofSaltedPassword(ScramClient.saltedPassword(password, salt, iterations, unwanted));
        synchronized (KEYS) {
            KEYS.put(key, keys);
        }
        return keys;
    }

    private static final class Key {
        private final String password;
        private final byte[] salt;
        private final int iterations;

        Key(String password, byte[] salt, int iterations) {
            this.password = password;
            this.salt = salt;
            this.iterations = iterations;
        }

        @Override
        public int hashCode() {
            return password.hashCode() * 31 + Arrays.hashCode(salt) + iterations;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && password.equals(key.password) && Arrays.equals(salt, key.salt)
                    && iterations == key.iterations;
        }
    }
}
