package io.howdah.proxy.prepared;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The statements that one server connection has prepared, least recently used first (max_prepared_statements). Also remembers
 * which client's unnamed statement the server holds: each connection has one unnamed statement, so a client that comes to another
 * server must bring its text again.
 */
public final class ServerStatements {

    private enum State {
        /** The Parse has been sent, and the server has not described the statement yet. */
        PREPARING,
        /** The server has the statement, with the shape that clients know. */
        READY,
        /** The server has the statement with a plan that is out of date, or may not have it. */
        STALE
    }

    /**
     * Bytes of texts held for one server, even if no client holds them any more. Beyond this size the least recently used
     * statements are closed.
     */
    private static final long MOST_BYTES = 8 << 20;

    private final LinkedHashMap<PreparedStatement, State> prepared = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;
    private @Nullable Booking unnamed;
    private long unnamedVersion;

    /** Whether the server has the statement, or will have it before it reads the next request. Counts as a use. */
    public boolean use(PreparedStatement statement) {
        State state = prepared.get(statement);
        return state == State.READY || state == State.PREPARING;
    }

    /** Whether the server has, or may have, a statement of this name. */
    public boolean knows(PreparedStatement statement) {
        return prepared.containsKey(statement);
    }

    /** Whether the Parse has been sent and the server has not described the statement yet. */
    public boolean isPreparing(PreparedStatement statement) {
        return prepared.get(statement) == State.PREPARING;
    }

    /** The server has prepared the statement with the shape that clients know. */
    public void confirm(PreparedStatement statement) {
        prepared.replace(statement, State.PREPARING, State.READY);
    }

    /** Whether the statement is stale: it must be closed before it is prepared again. */
    public boolean isStale(PreparedStatement statement) {
        return prepared.get(statement) == State.STALE;
    }

    /** Notes that the statement's plan is out of date. */
    public void markStale(PreparedStatement statement) {
        prepared.replace(statement, State.STALE);
    }

    /** Notes that any statement may be gone from the server: each is closed before it is prepared again. */
    public void allStale() {
        prepared.replaceAll((statement, state) -> State.STALE);
    }

    /** Notes that the server may or may not have the statement: it is closed before it is prepared again. */
    public void unknown(PreparedStatement statement) {
        put(statement, State.STALE);
    }

    /** The server has lost the statement of this name, or may have lost it. */
    public void unknown(String serverName) {
        prepared.replaceAll((statement, state) -> statement.toString().equals(serverName) ? State.STALE : state);
    }

    /** All statements that the server has. */
    public List<PreparedStatement> all() {
        return List.copyOf(prepared.keySet());
    }

    /** Notes that a Parse of the statement is sent to the server. */
    public void add(PreparedStatement statement) {
        put(statement, State.PREPARING);
    }

    private void put(PreparedStatement statement, State state) {
        if (prepared.put(statement, state) == null) {
            bytes += statement.length();
            statement.held();
        }
    }

    /** Notes that the server does not have the statement. */
    public void remove(PreparedStatement statement) {
        if (prepared.remove(statement) != null) {
            gone(statement);
        }
    }

    private void gone(PreparedStatement statement) {
        bytes -= statement.length();
        statement.letGo();
    }

    /**
     * Removes the least recently used statement if there are more than {@code limit}, or if there are several with too many bytes
     * of text. Returns null if neither is so.
     */
    public @Nullable PreparedStatement evict(int limit) {
        if (prepared.size() <= limit && (bytes <= MOST_BYTES || prepared.size() == 1)) {
            return null;
        }
        Iterator<PreparedStatement> oldest = prepared.keySet().iterator();
        PreparedStatement statement = oldest.next();
        oldest.remove();
        gone(statement);
        return statement;
    }

    /** The server has no prepared statement any more (DEALLOCATE ALL). */
    public void clear() {
        prepared.keySet().forEach(PreparedStatement::letGo);
        prepared.clear();
        bytes = 0;
    }

    /** Visits each named statement that the server has, or will have when it has answered. */
    public void forEach(Consumer<PreparedStatement> to) {
        prepared.keySet().forEach(to);
    }

    /** How many named statements the server has. */
    public int size() {
        return prepared.size();
    }

    /** Whether the server's unnamed statement is this version of this client's. */
    boolean holdsUnnamed(Booking statement, long version) {
        return unnamed == statement && unnamedVersion == version;
    }

    /** The server has got this version of a client's unnamed statement. */
    void unnamedIs(@Nullable Booking statement, long version) {
        unnamed = statement;
        unnamedVersion = version;
    }

    /** The server has no unnamed statement of a client's. */
    public void unnamedIsGone() {
        unnamedIs(null, 0);
    }
}
