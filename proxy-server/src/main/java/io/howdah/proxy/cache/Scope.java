package io.howdah.proxy.cache;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where a client's statements are run, and with which settings: everything besides text and parameters that an answer depends
 * on. Clients in the same scope get the same answers.
 */
public final class Scope {

    private static final AtomicLong NUMBERS = new AtomicLong();

    private final Place place;
    private final Stamps stamps;
    private final CacheCounters counters;
    private final long number;
    private final boolean usable;
    private final boolean escapes;

    /**
     * A scope.
     *
     * @param stamps of the database
     * @param counters of the database as clients call it
     */
    Scope(Place place, Stamps stamps, CacheCounters counters) {
        this.place = place;
        this.stamps = stamps;
        this.counters = counters;
        this.number = NUMBERS.incrementAndGet();
        this.usable = place.chosen().stream().allMatch(Scope::isUsable);
        this.escapes = place.chosen().stream()
                .anyMatch(setting -> setting.name().equals("standard_conforming_strings") && !setting.value().equals("on"));
    }

    /** A serializable transaction must see its own reads, so PostgreSQL has to run them. */
    private static boolean isUsable(Place.Setting setting) {
        return !setting.name().equals("default_transaction_isolation") || setting.value().startsWith("read ")
                || setting.value().startsWith("repeatable");
    }

    /** Whether statements of this scope can be asked about and cached at all. */
    public boolean isUsable() {
        return usable;
    }

    /** Whether a backslash escapes in an ordinary string (standard_conforming_strings is off). */
    boolean escapes() {
        return escapes;
    }

    /** The database as clients call it. */
    public String database() {
        return place.database();
    }

    /** The role whose servers run the statements. */
    public String user() {
        return place.user();
    }

    /** The pool whose servers run the statements. */
    public Object pool() {
        return place.pool();
    }

    /** The assignments that set up a server for a statement of this scope. */
    public List<String> assignments() {
        return place.chosen().stream().map(Place.Setting::assignment).toList();
    }

    /**
     * All that makes the scope but what clients call it, as bytes that are the same in each process: no two scopes have the same bytes.
     */
    public byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(place.serverDatabase());
            out.writeUTF(place.server());
            out.writeUTF(place.user());
            out.writeInt(place.chosen().size());
            for (Place.Setting setting : place.chosen()) {
                byte[] assignment = setting.assignment().getBytes(StandardCharsets.UTF_8);
                out.writeInt(assignment.length);
                out.write(assignment);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    Stamps stamps() {
        return stamps;
    }

    CacheCounters counters() {
        return counters;
    }

    /** Unique in this process: an answer's key holds it in place of all that makes the scope. */
    long number() {
        return number;
    }

    @Override
    public String toString() {
        return place.database() + "/" + place.user() + " " + assignments();
    }
}
