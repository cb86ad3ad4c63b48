package io.howdah.proxy.client;

import io.howdah.protocol.backend.BackendKeyData;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The keys by which clients cancel: a process id that is a positive int4 (some drivers refuse others) and stands for one client, and a
 * random secret, compared in constant time. Found by the id, without a search. Any thread.
 */
public final class CancelKeys {

    private record Entry(Supplier<? extends Cancelable> whose, byte[] secret) {}

    private final ConcurrentHashMap<Integer, Entry> entries = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();

    /**
     * Makes a key.
     *
     * @param whose asked when the key is used
     * @param secretLength 4 for protocol 3.0, up to 256 since 3.2
     */
    public BackendKeyData register(Supplier<? extends Cancelable> whose, int secretLength) {
        byte[] secret = new byte[secretLength];
        random.nextBytes(secret);
        while (true) {
            int processId = 1 + random.nextInt(Integer.MAX_VALUE);
            if (entries.putIfAbsent(processId, new Entry(whose, secret)) == null) {
                return new BackendKeyData(processId, secret);
            }
        }
    }

    /** The client has gone. */
    public void remove(int processId) {
        entries.remove(processId);
    }

    /**
     * Whose key this is; null for nobody's.
     *
     * @param secret may have a byte too many: some drivers send one (node-postgres 963)
     */
    Cancelable find(int processId, byte[] secret) {
        Entry entry = entries.get(processId);
        if (entry == null) {
            return null;
        }
        byte[] given = secret.length == entry.secret.length + 1 ? Arrays.copyOf(secret, entry.secret.length) : secret;
        return MessageDigest.isEqual(entry.secret, given) ? entry.whose.get() : null;
    }
}
