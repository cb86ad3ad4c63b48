package io.howdah.proxy.prepared;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Consumer;

/**
 * What one server connection has prepared, least recently used first (max_prepared_statements). Also whose unnamed statement it holds:
 * the unnamed statement of the protocol is one a connection, so a client that comes back to another server must bring its text again.
 */
public final class ServerStatements {

    private enum State {
        /** Asked for, with no answer yet. */
        PREPARING,
        /** There. */
        READY,
        /** There, with a plan that is out of date. */
        STALE
    }

    /**
     * As many bytes of texts are held for one server, though clients have let go of them; more are taken from the server, the longest unused first.
     */
    private static final long MOST_BYTES = 8 << 20;

    private final LinkedHashMap<PreparedStatement, State> prepared = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;
    private UnnamedStatement unnamed;
    private long unnamedVersion;

    /** Whether the server has it ready to run, or will have by then; counts as a use. */
    public boolean use(PreparedStatement statement) {
        State state = prepared.get(statement);
        return state == State.READY || state == State.PREPARING;
    }

    /** Whether the server has something by its name, or may have. */
    public boolean knows(PreparedStatement statement) {
        return prepared.containsKey(statement);
    }

    /** Whether it has been asked for and not been answered. */
    public boolean isPreparing(PreparedStatement statement) {
        return prepared.get(statement) == State.PREPARING;
    }

    /** The server has prepared it. */
    public void confirm(PreparedStatement statement) {
        prepared.replace(statement, State.PREPARING, State.READY);
    }

    /** Whether the server has it with a plan that is out of date: it must be closed before it is prepared again. */
    public boolean isStale(PreparedStatement statement) {
        return prepared.get(statement) == State.STALE;
    }

    /** Notes that its plan is out of date. */
    public void markStale(PreparedStatement statement) {
        prepared.replace(statement, State.STALE);
    }

    /** Notes that nobody knows which of them the server still has: each is closed before it is prepared again. */
    public void allStale() {
        prepared.replaceAll((statement, state) -> State.STALE);
    }

    /** Notes that nobody knows whether the server has it: it is closed before it is prepared again. */
    public void unknown(PreparedStatement statement) {
        put(statement, State.STALE);
    }

    /** The server no longer has the statement of this name, or it is not known whether it has. */
    public void unknown(String serverName) {
        prepared.replaceAll((statement, state) -> statement.toString().equals(serverName) ? State.STALE : state);
    }

    /** What the server has. */
    public List<PreparedStatement> all() {
        return List.copyOf(prepared.keySet());
    }

    /** Notes that the server is being asked to prepare it. */
    public void add(PreparedStatement statement) {
        put(statement, State.PREPARING);
    }

    private void put(PreparedStatement statement, State state) {
        if (prepared.put(statement, state) == null) {
            bytes += statement.length();
            statement.held();
        }
    }

    /** Notes that the server does not have it. */
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
     * The least recently used statement where there are more than {@code limit}, or several with very long texts, taken out; null where that is
     * not so.
     */
    public PreparedStatement evict(int limit) {
        if (prepared.size() <= limit && (bytes <= MOST_BYTES || prepared.size() == 1)) {
            return null;
        }
        Iterator<PreparedStatement> oldest = prepared.keySet().iterator();
        PreparedStatement statement = oldest.next();
        oldest.remove();
        gone(statement);
        return statement;
    }

    /** The server has nothing prepared any more (DEALLOCATE ALL). */
    public void clear() {
        prepared.keySet().forEach(PreparedStatement::letGo);
        prepared.clear();
        bytes = 0;
    }

    /** Every named statement the server has, or will have when it has answered. */
    public void forEach(Consumer<PreparedStatement> to) {
        prepared.keySet().forEach(to);
    }

    /** How many named statements the server has. */
    public int size() {
        return prepared.size();
    }

    /** Whether the server's unnamed statement is this client's, as it stands. */
    public boolean holdsUnnamed(UnnamedStatement statement) {
        return unnamed == statement && unnamedVersion == statement.version();
    }

    /** Notes whose unnamed statement the server was given last; null for none. */
    public void unnamedIs(UnnamedStatement statement) {
        unnamed = statement;
        unnamedVersion = statement == null ? 0 : statement.version();
    }
}
