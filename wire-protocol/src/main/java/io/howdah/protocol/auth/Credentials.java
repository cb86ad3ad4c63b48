package io.howdah.protocol.auth;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;

/** The secret that a {@link ScramClient} proves to know. Its toString never shows it. */
public sealed interface Credentials {

    /** A password in clear text. */
    record Password(String password) implements Credentials {

        public Password {
            Objects.requireNonNull(password, "password");
        }

        @Override
        public String toString() {
            return "Password[]";
        }
    }

    /**
     * The keys recovered from a client's own login ({@link ScramServer#clientKey}, {@link ScramSecret#serverKey}). They are valid
     * only for a server that stores the same salt and number of iterations.
     */
    record Keys(byte[] clientKey, byte[] serverKey) implements Credentials {

        public Keys {
            if (clientKey.length != Scram.KEY_LENGTH || serverKey.length != Scram.KEY_LENGTH) {
                throw new IllegalArgumentException("keys: " + clientKey.length + " and " + serverKey.length
                        + " bytes (expected: " + Scram.KEY_LENGTH + " each)");
            }
        }

        /** Derives the keys from a salted password. */
        public static Keys ofSaltedPassword(byte[] saltedPassword) {
            return new Keys(ScramSecret.clientKey(saltedPassword), ScramSecret.serverKey(saltedPassword));
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Keys that && MessageDigest.isEqual(clientKey, that.clientKey)
                    && MessageDigest.isEqual(serverKey, that.serverKey);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(clientKey);
        }

        @Override
        public String toString() {
            return "Keys[]";
        }
    }
}
