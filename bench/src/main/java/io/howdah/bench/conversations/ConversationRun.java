package io.howdah.bench.conversations;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Has several clients hold random conversations at once, both through the pooler and directly with PostgreSQL. A client must get
 * the same answers in both, and leave the same rows in the table. No client may wait for ever.
 */
public final class ConversationRun {

    /** The table to which conversations write; the same in both databases. */
    public static final String TABLE = "CREATE UNLOGGED TABLE said (owner bigint, what text, UNIQUE (owner, what))";

    /** Compares and deletes the rows after so many conversations. */
    private static final int BATCH = 2_000;

    private static final int MOST_FAILURES = 20;

    /**
     * The ports, the databases and the user of a run.
     *
     * @param poolerPort the pooler's port, for {@code throughDatabase}
     * @param directPort PostgreSQL's port
     * @param throughDatabase the pooler's database, which has the same name in PostgreSQL
     * @param directDatabase the database for direct connections
     * @param user the clients' user, who needs no password
     */
    public record Places(int poolerPort, int directPort, String throughDatabase, String directDatabase, String user) {}

    /** Opens direct connections to PostgreSQL. */
    @FunctionalInterface
    public interface Opener {
        /** Opens a direct connection. */
        Connection open(String database) throws SQLException;
    }

    private final Places places;
    private final Opener opener;
    /** Owners whose rows in the current batch PostgreSQL cannot judge. */
    private final Set<Long> unjudged = ConcurrentHashMap.newKeySet();
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong judged = new AtomicLong();
    private final AtomicLong held = new AtomicLong();
    private final AtomicLong owners = new AtomicLong(1_000_000);

    /** @param opener opens connections to compare the tables */
    public ConversationRun(Places places, Opener opener) {
        this.places = places;
        this.opener = opener;
    }

    /** The failures, with their seeds; empty if there were none. */
    public List<String> failures() {
        return List.copyOf(failures);
    }

    /** The number of conversations so far. */
    public long held() {
        return held.get();
    }

    /** The number of conversations that PostgreSQL judged. */
    public long judged() {
        return judged.get();
    }

    /**
     * Has so many conversations, of two to {@code clients} clients at a time. Stops early after many failures.
     *
     * @param seed the same seed makes the same conversations
     */
    public void run(long count, int clients, long seed) throws Exception {
        Random random = new Random(seed);
        for (long done = 0; done < count && failures.size() < MOST_FAILURES; done += BATCH) {
            batch((int) Math.min(BATCH, count - done), 2 + random.nextInt(Math.max(1, clients - 1)), random.nextLong());
        }
    }

    /**
     * Has one conversation of an earlier run again, until it fails or so many times. The earlier failure's text names seed and
     * owner.
     */
    public void runAgain(long seed, long owner, int times) throws Exception {
        try (Talker direct = new Talker(places.directPort(), places.user(), places.directDatabase());
                Talker through = new Talker(places.poolerPort(), places.user(), places.throughDatabase())) {
            Conversation again = Composer.compose(seed, owner);
            for (int i = 0; i < times && failures.isEmpty(); i++) {
                have(again, direct, through, seed + i);
                compareRows(Map.of(owner, again));
            }
        }
    }

    private void batch(int count, int clients, long seed) throws Exception {
        Map<Long, Conversation> had = new ConcurrentHashMap<>();
        ExecutorService threads = Executors.newFixedThreadPool(clients, task -> {
            Thread thread = new Thread(task, "client of a conversation");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                int share = count / clients + (i < count % clients ? 1 : 0);
                Random own = new Random(seed + i);
                all.add(threads.submit(() -> {
                    converse(share, own, had);
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        compareRows(had);
    }

    private void converse(int count, Random random, Map<Long, Conversation> had) throws IOException {
        try (Talker direct = new Talker(places.directPort(), places.user(), places.directDatabase());
                Talker through = new Talker(places.poolerPort(), places.user(), places.throughDatabase())) {
            for (int i = 0; i < count && failures.size() < MOST_FAILURES; i++) {
                Conversation next = Composer.compose(random.nextLong(), owners.incrementAndGet());
                had.put(next.owner(), next);
                if (!have(next, direct, through, random.nextLong())) {
                    return;
                }
            }
        } catch (IOException e) {
            failures.add(Thread.currentThread().getName() + ": " + e);
        }
    }

    /** @return false if the pooler did not answer, or sent no message */
    private boolean have(Conversation next, Talker direct, Talker through, long pieces) throws IOException {
        List<String> right = new ArrayList<>();
        if (next.isJudged()) {
            direct.talk(next, new Random(pieces), right);
        }
        boolean isJudged = next.isJudged() && !Transcripts.isWithoutCommit(right);
        if (!isJudged) {
            unjudged.add(next.owner());
        }
        List<String> heard = new ArrayList<>();
        try {
            through.talk(next, new Random(pieces), heard);
        } catch (SocketTimeoutException hangs) {
            fail(next, "no answer after " + heard);
            return false;
        } catch (ProtocolException broken) {
            fail(next, broken.getMessage() + " after " + heard);
            return false;
        }
        held.incrementAndGet();
        if (isJudged) {
            judged.incrementAndGet();
            if (!Transcripts.agree(next, right, heard)) {
                fail(next, Transcripts.difference(right, heard));
            }
        }
        return true;
    }

    private void fail(Conversation conversation, String what) {
        failures.add("seed " + conversation.seed() + "L, owner " + conversation.owner() + ", " + conversation.end() + ", ["
                + Transcripts.messages(conversation.bytes()) + "]: " + what);
    }

    private void compareRows(Map<Long, Conversation> had) throws SQLException {
        try (Connection direct = opener.open(places.directDatabase());
                Connection through = opener.open(places.throughDatabase())) {
            Map<Long, List<String>> right = rows(direct);
            Map<Long, List<String>> there = rows(through);
            for (Conversation one : had.values()) {
                if (!unjudged.contains(one.owner())
                        && !right.getOrDefault(one.owner(), List.of()).equals(there.getOrDefault(one.owner(), List.of()))) {
                    fail(one, "rows " + there.get(one.owner()) + " instead of " + right.get(one.owner()));
                }
            }
            unjudged.clear();
            there.forEach((owner, rows) -> {
                for (String row : rows) {
                    if (!had.containsKey(owner) || (row.startsWith("bound ") && !row.startsWith("bound " + owner + " "))) {
                        failures.add("owner " + owner + " has the row '" + row + "' of somebody else");
                    }
                }
            });
        }
    }

    private static Map<Long, List<String>> rows(Connection connection) throws SQLException {
        Map<Long, List<String>> rows = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet all = statement.executeQuery("SELECT owner, what FROM said ORDER BY owner, what")) {
            while (all.next()) {
                rows.computeIfAbsent(all.getLong(1), owner -> new ArrayList<>()).add(all.getString(2));
            }
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM said");
        }
        return rows;
    }
}
