package io.howdah.proxy.testing;

import io.howdah.protocol.RequestCode;
import io.howdah.protocol.fixtures.Frame;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.Script;
import io.howdah.protocol.fixtures.ScriptedServer;
import io.howdah.protocol.fixtures.ServerSide;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A server that answers any simple query, tracks transactions, and counts connections. A test may change how the server answers
 * logins while it runs.
 *
 * <ul>
 * <li>{@code hold} and {@code select hold}: an answer when the test calls {@link #letGo}, or 57014 at a cancel request;
 * <li>{@code fail}: an error; {@code die}: the end of the connection;
 * <li>{@code begin}, {@code commit}, {@code rollback} and the empty query: as in PostgreSQL;
 * <li>the pooler's barrier (Parse of an empty text, Sync, Parse of another, Describe, Sync), Parse of
 * any other text, which has no columns, Close and Flush: as in PostgreSQL;
 * <li>any other query: one row with the number of the connection.
 * </ul>
 */
public final class FakePostgres implements AutoCloseable {

    /** How the server answers a login. */
    @FunctionalInterface
    public interface Login {
        /** @return whether the connection continues */
        boolean run(FakePostgres server, ServerSide peer) throws Exception;
    }

    /** Answers of the test's own. */
    public interface Answers {
        /** The whole answer to a simple query; null for the usual one. */
        byte[] toQuery(String sql);

        /** What comes before ParseComplete. */
        byte[] toParse(String sql);
    }

    public static final Login ACCEPT = (server, peer) -> {
        peer.send(Frames.authenticationOk(), Frames.parameterStatus("server_version", "18.0"),
                Frames.parameterStatus("client_encoding", "UTF8"), Frames.parameterStatus("standard_conforming_strings", "on"),
                Frames.backendKeyData(processId(peer), Script.SECRET), Frames.readyForQuery('I'));
        return true;
    };

    /** Reads the start-up packet and never answers. */
    public static final Login SILENT = (server, peer) -> {
        waitForEnd(peer);
        return false;
    };

    public static final Login HANG_UP = (server, peer) -> {
        peer.close();
        return false;
    };

    public static Login refuse(String sqlState, String message) {
        return (server, peer) -> {
            peer.send(Frames.error("FATAL", sqlState, message));
            peer.close();
            return false;
        };
    }

    private final ScriptedServer server;
    private final Semaphore holds = new Semaphore(0);
    private final Map<Integer, Boolean> cancelled = new ConcurrentHashMap<>();
    private final List<String> queries = new CopyOnWriteArrayList<>();
    private final List<Long> loginNanos = new CopyOnWriteArrayList<>();
    private final List<String> logins = new CopyOnWriteArrayList<>();
    private volatile Login login = ACCEPT;
    private volatile Answers answers;
    private volatile long endMillis;
    private int open;
    private int most;
    private int holding;
    private int held;

    private FakePostgres() {
        server = ScriptedServer.startRepeating(Script.begin().then(this::serve));
    }

    public static FakePostgres start() {
        return new FakePostgres();
    }

    public int port() {
        return server.port();
    }

    public FakePostgres login(Login next) {
        login = next;
        return this;
    }

    public FakePostgres answers(Answers next) {
        answers = next;
        return this;
    }

    /** How long a connection takes to end after Terminate. */
    public FakePostgres endsAfter(long millis) {
        endMillis = millis;
        return this;
    }

    // ---- what the server saw

    /** The number of open connections, without cancel requests. */
    public synchronized int open() {
        return open;
    }

    /** The highest number of simultaneous connections. */
    public synchronized int most() {
        return most;
    }

    /** The number of start-up packets. */
    public int logins() {
        return loginNanos.size();
    }

    /** The time of each start-up packet. */
    public List<Long> loginNanos() {
        return List.copyOf(loginNanos);
    }

    /** The parameters of each start-up packet. */
    public List<String> startups() {
        return List.copyOf(logins);
    }

    /** All queries so far. Each begins with the number of its connection. */
    public List<String> queries() {
        return List.copyOf(queries);
    }

    /** The number of queries with this text. */
    public long queries(String sql) {
        return queries.stream().filter(query -> query.substring(query.indexOf(' ') + 1).equals(sql)).count();
    }

    /** The number of {@code hold}s without an answer. */
    public synchronized int holding() {
        return holding;
    }

    /** The number of {@code hold}s that have begun to wait. */
    public synchronized int held() {
        return held;
    }

    /** Lets so many {@code hold}s get their answers. */
    public void letGo(int count) {
        holds.release(count);
    }

    // ---- one connection

    private void serve(ServerSide peer) throws Exception {
        Frame packet = peer.expectUntyped();
        int code = packet.buffer().readInt();
        if (code == RequestCode.SSL) {
            peer.send(Frames.int1('N')); // A server without TLS.
            packet = peer.expectUntyped();
            code = packet.buffer().readInt();
        }
        if (code == RequestCode.CANCEL) {
            cancelled.put(packet.buffer().getInt(4), Boolean.TRUE);
            peer.close();
            return;
        }
        loginNanos.add(System.nanoTime());
        logins.add(new String(packet.body(), 4, packet.body().length - 4, java.nio.charset.StandardCharsets.UTF_8)
                .replace('\0', ' ').strip());
        synchronized (this) {
            most = Math.max(most, ++open);
        }
        boolean farewell = false;
        try {
            farewell = login.run(this, peer) && answer(peer);
        } finally {
            synchronized (this) {
                open--;
            }
        }
        if (farewell) {
            peer.close(); // Closes after the count: the pooler may connect again at once.
        }
    }

    /** @return whether the client sent Terminate */
    private boolean answer(ServerSide peer) throws Exception {
        char status = 'I';
        byte[] types = {};
        while (true) {
            if (!moreOf(peer)) {
                return false;
            }
            Frame frame = peer.read();
            if (frame.type() == 'X') {
                TimeUnit.MILLISECONDS.sleep(endMillis);
                return true;
            }
            if (frame.type() == 'S') {
                peer.send(Frames.readyForQuery(status));
                continue;
            }
            if (frame.type() == 'P') {
                types = java.util.Arrays.copyOfRange(frame.body(), behindText(frame.body()), frame.body().length);
                if (answers != null) {
                    String text = new String(frame.body(), java.nio.charset.StandardCharsets.UTF_8);
                    peer.send(answers.toParse(text.substring(1, text.indexOf('\0', 1))));
                }
                peer.send(Frames.parseComplete());
                continue;
            }
            if (frame.type() == 'D') {
                peer.send(Frames.frame('t', types), Frames.noData());
                continue;
            }
            if (frame.type() == 'C') {
                peer.send(Frames.closeComplete());
                continue;
            }
            if (frame.type() == 'f' || frame.type() == 'H') {
                continue; // CopyFail outside of COPY: ignored. Flush: every answer is sent at once.
            }
            if (frame.type() != 'Q') {
                throw new AssertionError(
                        "this server knows simple queries, Parse, Describe, Close and Flush only, but met " + frame);
            }
            String sql = new String(frame.body(), 0, frame.body().length - 1, java.nio.charset.StandardCharsets.UTF_8);
            queries.add(peer.number() + " " + sql);
            byte[] own = answers == null ? null : answers.toQuery(sql);
            if (own != null) {
                peer.send(own);
                continue;
            }
            switch (sql.toLowerCase(java.util.Locale.ROOT).replaceFirst("^select (?=hold$)", "")) {
                case "":
                    peer.send(Frames.emptyQueryResponse(), Frames.readyForQuery(status));
                    break;
                case "begin":
                    status = 'T';
                    peer.send(Frames.commandComplete("BEGIN"), Frames.readyForQuery(status));
                    break;
                case "commit":
                case "rollback":
                    status = 'I';
                    peer.send(Frames.commandComplete(sql.toUpperCase(java.util.Locale.ROOT)), Frames.readyForQuery(status));
                    break;
                case "fail":
                    status = status == 'I' ? 'I' : 'E';
                    peer.send(Frames.error("ERROR", "22012", "division by zero"), Frames.readyForQuery(status));
                    break;
                case "die":
                    peer.close();
                    return false;
                case "hold":
                    boolean went = hold(peer);
                    if (!went) {
                        return false;
                    }
                    boolean hit = cancelled.remove(processId(peer)) != null;
                    status = hit && status != 'I' ? 'E' : status;
                    peer.send(hit
                            ? Frames.concat(Frames.error("ERROR", "57014", "canceling statement due to user request"),
                                    Frames.readyForQuery(status))
                            : Frames.oneRow("server", Integer.toString(peer.number()), status));
                    break;
                case "discard all":
                    peer.send(Frames.commandComplete("DISCARD ALL"), Frames.readyForQuery(status));
                    break;
                default:
                    peer.send(Frames.oneRow("server", Integer.toString(peer.number()), status));
                    break;
            }
        }
    }

    /** Where the number of parameter types begins in the body of a Parse, which a ParameterDescription repeats. */
    private static int behindText(byte[] body) {
        int at = 0;
        for (int texts = 0; texts < 2; at++) {
            texts += body[at] == 0 ? 1 : 0;
        }
        return at;
    }

    private boolean hold(ServerSide peer) throws Exception {
        synchronized (this) {
            holding++;
            held++;
        }
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (!cancelled.containsKey(processId(peer)) && !holds.tryAcquire(5, TimeUnit.MILLISECONDS)) {
                if (System.nanoTime() - end > 0) {
                    return false;
                }
            }
            return true;
        } finally {
            synchronized (this) {
                holding--;
            }
        }
    }

    private static boolean moreOf(ServerSide peer) throws Exception {
        while (true) {
            try {
                return !peer.atEnd();
            } catch (SocketTimeoutException e) {
                // The client need not send anything.
            }
        }
    }

    public static void waitForEnd(ServerSide peer) throws Exception {
        while (moreOf(peer)) {
            peer.read();
        }
    }

    private static int processId(ServerSide peer) {
        return Script.FIRST_PROCESS_ID + peer.number();
    }

    /** The connections that got this query, in order. */
    public List<Integer> askedOf(String sql) {
        List<Integer> numbers = new ArrayList<>();
        for (String query : queries) {
            int blank = query.indexOf(' ');
            if (query.substring(blank + 1).equals(sql)) {
                numbers.add(Integer.valueOf(query.substring(0, blank)));
            }
        }
        return numbers;
    }

    @Override
    public void close() {
        server.close();
    }
}
