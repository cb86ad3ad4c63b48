package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.protocol.fixtures.Frame;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.cache.group.ScriptedMember;
import io.howdah.proxy.cache.group.TableRef;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.Console;
import io.howdah.proxy.testing.RedisProcess;
import io.howdah.proxy.testing.TestPooler;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * A client does not hear of its write while another Howdah may give older rows. The other one is a {@link ScriptedMember}: as long as it
 * confirms nothing, the pooler has to wait for it until its lease is over, and no message that tells of a COMMIT may come before.
 */
@OnEachPostgres
class HeldAnswersIT {

    /** A lease is 400 ms from the last beat that was confirmed, however late the beats are: less than this is too early. */
    private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(390);

    /** Longer than a fresh Howdah waits for a Redis that refuses it. */
    private static final int SLOW_MILLIS = 5_000;

    private final TestPostgres postgres;
    private RedisProcess redis;
    private TestPooler pooler;
    private ScriptedMember member;
    private TableRef item;

    HeldAnswersIT(PostgresVersion version) {
        postgres = version.server();
    }

    @BeforeEach
    void start() throws Exception {
        try (Connection superuser = postgres.superuser(); Statement statement = superuser.createStatement()) {
            statement.execute("DROP SCHEMA IF EXISTS held CASCADE");
            statement.execute("CREATE SCHEMA held AUTHORIZATION app");
            statement.execute("SET ROLE app");
            statement.execute("CREATE TABLE held.item (id int PRIMARY KEY, n int)");
            statement.execute("INSERT INTO held.item SELECT i, 0 FROM generate_series(1, 2000) i");
            statement.execute("CREATE TABLE held.other (id int, n int)");
        }
        redis = RedisProcess.start().withOldMembers();
        PoolerFile file = file();
        pooler = file.start();
        member = new ScriptedMember(file.config().cache().redis().orElseThrow());
        member.awaitOthers(1);
        item = new TableRef(TestPostgres.DATABASE, Long.parseLong(postgres.askOne("SELECT 'held.item'::regclass::oid")));
        member.caresFor(item);
    }

    private PoolerFile file() {
        return file(redis.port());
    }

    private PoolerFile file(int redisPort) {
        return PoolerFile.before(postgres).set("admin_users", "boss").user("boss", "").set("cache_mode", "writes")
                .set("cache_ttl", "1000s")
                .set("cache_redis_url", "redis://127.0.0.1:" + redisPort);
    }

    @AfterEach
    void stop() throws Exception {
        member.close();
        pooler.close();
        redis.close();
        try (Connection superuser = postgres.superuser(); Statement statement = superuser.createStatement()) {
            statement.execute("DROP SCHEMA held CASCADE");
        }
    }

    private ScriptedClient client() throws Exception {
        ScriptedClient client = ScriptedClient.connect(pooler.port());
        client.login("app", TestPostgres.DATABASE);
        return client;
    }

    /**
     * PostgreSQL has told of the statements: they are known from their second time on. Without a lease the answer would not wait
     * for the member, which might hear of the write only later.
     */
    private void known(ScriptedClient client, String... texts) throws Exception {
        for (String text : texts) {
            boolean isTold = text.startsWith("UPDATE held.item"); // The member keeps answers from this table alone.
            Await.until("\"" + text + "\" to be known", () -> {
                member.awaitLease();
                member.touched().clear();
                client.query(text);
                return !member.touched().contains(TableRef.anyOf(TestPostgres.DATABASE))
                        && (!isTold || !member.touched().isEmpty());
            });
        }
        member.touched().clear();
    }

    /**
     * Sends, and reads up to the last of so many ReadyForQuery.
     *
     * @return nanoseconds from the member's last confirmed beat until the first CommandComplete of a transaction's end
     */
    private long heldNanos(ScriptedClient client, int readies, byte[]... requests) throws Exception {
        member.awaitLease();
        member.confirms(false);
        long begun = member.leaseSinceNanos();
        client.send(requests);
        long first = -1;
        int seen = 0;
        while (seen < readies) {
            Frame frame = client.read();
            assertThat(frame.type()).as("an error").isNotEqualTo((byte) 'E');
            if (frame.type() == 'C' && first < 0) {
                first = System.nanoTime() - begun;
            }
            seen += frame.type() == 'Z' ? 1 : 0;
        }
        member.confirms(true);
        return first;
    }

    @Test
    @DisplayName("Every way to hear of a COMMIT waits: simple, extended, in a pipeline, at the end of a block, before a Terminate")
    void waits() throws Exception {
        try (ScriptedClient client = client()) {
            String update = "UPDATE held.item SET n = n + 1 WHERE id = 1";
            known(client, update);
            assertThat(heldNanos(client, 1, Frames.query(update))).as("simple").isGreaterThan(LEAST_NANOS);
            assertThat(member.touched()).containsOnly(item);
            assertThat(heldNanos(client, 1, Frames.parse("", update), Frames.bind("", ""), Frames.execute("", 0), Frames.sync()))
                    .as("extended").isGreaterThan(LEAST_NANOS);
            assertThat(heldNanos(client, 2, Frames.parse("", update), Frames.bind("", ""), Frames.execute("", 0), Frames.sync(),
                    Frames.query("SELECT pg_sleep(0.1)"))).as("a pipeline").isGreaterThan(LEAST_NANOS);
            assertThat(heldNanos(client, 1, Frames.query(update + "; SELECT 1"))).as("two statements").isGreaterThan(LEAST_NANOS);
            client.query("BEGIN");
            assertThat(heldNanos(client, 1, Frames.query("UPDATE held.item SET n = 0 WHERE id = 2; COMMIT")))
                    .as("the end of a block").isGreaterThan(LEAST_NANOS);
            assertThat(heldNanos(client, 1, Frames.query(
                    "WITH w AS (UPDATE held.item SET n = n + 1 WHERE id < 1000 RETURNING n) SELECT n FROM w")))
                    .as("a text that nobody knows yet").isGreaterThan(LEAST_NANOS);
        }
    }

    @Test
    @DisplayName("A COMMIT waits also if the next block begins at once: AND CHAIN, or a BEGIN in the same text or pipeline")
    void blockAfterBlock() throws Exception {
        try (ScriptedClient client = client()) {
            String update = "UPDATE held.item SET n = n + 1 WHERE id = 1";
            known(client, update);
            for (byte[] commit : List.of(Frames.query("COMMIT AND CHAIN"), Frames.query(update + "; COMMIT AND CHAIN"),
                    Frames.query("COMMIT; BEGIN"), run("COMMIT AND CHAIN", "SELECT 1"), run(update, "COMMIT", "BEGIN"))) {
                client.query("BEGIN");
                client.query(update);
                assertThat(heldNanos(client, 1, commit)).as(new String(commit, StandardCharsets.US_ASCII))
                        .isGreaterThan(LEAST_NANOS);
                assertThat(member.touched()).as("the table, or any table").isNotEmpty();
                member.touched().clear();
                client.query("SELECT 1");
                client.query(update);
                assertThat(member.touched()).as("nothing more has been committed").isEmpty();
                client.query("ROLLBACK");
                member.touched().clear();
            }
            for (byte[] begin : List.of(run("BEGIN", update), Frames.query("BEGIN; " + update))) {
                client.send(begin);
                client.readUntil((byte) 'Z');
                client.query("SELECT 1");
                client.query(update);
                assertThat(member.touched()).as("nothing has been committed").isEmpty();
                client.query("ROLLBACK");
                member.touched().clear();
            }
        }
    }

    /** A pipeline of statements in the extended protocol. */
    private static byte[] run(String... statements) {
        byte[] all = new byte[0];
        for (String statement : statements) {
            all = Frames.concat(all, Frames.parse("", statement), Frames.bind("", ""), Frames.execute("", 0));
        }
        return Frames.concat(all, Frames.sync());
    }

    @Test
    @DisplayName("A client that says Terminate at once gets its answer as late, and then the end of the connection")
    void terminate() throws Exception {
        try (ScriptedClient client = client()) {
            String update = "UPDATE held.item SET n = n + 1 WHERE id = 1";
            known(client, update);
            assertThat(heldNanos(client, 1, Frames.query(update), Frames.terminate())).isGreaterThan(LEAST_NANOS);
            client.expectClosed();
        }
    }

    @Test
    @DisplayName("In a block nothing is committed, so nobody is asked before its end; a ROLLBACK asks too, for nobody reads its answer first")
    void block() throws Exception {
        try (ScriptedClient client = client()) {
            String update = "UPDATE held.item SET n = n + 1 WHERE id = 1";
            known(client, update);
            client.query("BEGIN");
            client.query(update);
            client.query("SELECT 1");
            client.query(update);
            assertThat(member.touched()).isEmpty();
            assertThat(heldNanos(client, 1, Frames.query("COMMIT"))).isGreaterThan(LEAST_NANOS);
            assertThat(member.touched()).containsOnly(item);
        }
    }

    @Test
    @DisplayName("A write to a table that nobody has announced asks nobody; reads wait for nobody")
    void nobodyCares() throws Exception {
        try (ScriptedClient client = client()) {
            String insert = "INSERT INTO held.other VALUES (1, 1)";
            known(client, insert, "SELECT n FROM held.item WHERE id = 1");
            client.query(insert);
            client.query("SELECT n FROM held.item WHERE id = 1");
            client.query("BEGIN");
            client.query(insert);
            client.query("COMMIT");
            assertThat(member.touched()).isEmpty();
        }
    }

    @Test
    @DisplayName("COPY IN: the server's question for data comes at once, the end of the COPY waits")
    void copy() throws Exception {
        try (ScriptedClient client = client()) {
            member.awaitLease();
            member.confirms(false);
            client.send(Frames.query("COPY held.item FROM STDIN"));
            assertThat(client.read().type()).isEqualTo((byte) 'G');
            long begun = member.leaseSinceNanos();
            client.send(Frames.copyData("5000\t1\n"), Frames.copyDone());
            client.readUntil((byte) 'C');
            assertThat(System.nanoTime() - begun).isGreaterThan(LEAST_NANOS);
            client.readUntil((byte) 'Z');
            member.confirms(true);
        }
    }

    @Test
    @DisplayName("An answer of megabytes is delivered while its client reads, and one that nobody reads holds nobody else up")
    void large() throws Exception {
        try (ScriptedClient client = client(); ScriptedClient another = client()) {
            member.confirms(false);
            client.send(Frames.query("UPDATE held.item SET n = n + 1 RETURNING repeat('x', 5000)"));
            another.query("SELECT 1");
            List<Frame> answer = client.readUntil((byte) 'Z');
            assertThat(answer).filteredOn(frame -> frame.type() == 'D').hasSize(2000);
            member.confirms(true);
            assertThat(client.query("SELECT 1")).isNotEmpty();
        }
    }

    @Test
    @DisplayName("A client that goes away while its answer is held harms nobody")
    void goesAway() throws Exception {
        String update = "UPDATE held.item SET n = n + 1 WHERE id = 1";
        try (ScriptedClient client = client()) {
            known(client, update);
            member.confirms(false);
            client.send(Frames.query(update));
            Await.until("the touch", () -> member.touched().contains(item));
        }
        member.confirms(true);
        try (ScriptedClient client = client()) {
            client.query(update);
        }
    }

    @Test
    @DisplayName("Redis stops: a write waits for a lease at most, and then nobody is asked")
    void redisStops() throws SQLException, Exception {
        try (ScriptedClient client = client()) {
            String update = "UPDATE held.item SET n = n + 1 WHERE id = 1";
            known(client, update);
            redis.pause();
            client.query(update);
            long begun = System.nanoTime();
            for (int i = 0; i < 10; i++) {
                client.query(update);
            }
            assertThat(System.nanoTime() - begun).as("ten more").isLessThan(TimeUnit.SECONDS.toNanos(30));
            redis.goOn();
            member.awaitOthers(1);
            client.query(update);
        }
    }

    @Test
    @DisplayName("A fresh Howdah whose Redis is slow acknowledges no write: others may be quicker, and give answers")
    void slowRedis() throws Exception {
        // For the fresh Howdah alone, so that the member keeps its lease meanwhile.
        try (TcpTap slow = new TcpTap(redis.port()).holding();
                TestPooler fresh = file(slow.port()).start();
                ScriptedClient client = ScriptedClient.connect("127.0.0.1", fresh.port(), SLOW_MILLIS)) {
            client.login("app", TestPostgres.DATABASE);
            client.send(Frames.query("UPDATE held.item SET n = n + 1 WHERE id = 1"));
            assertThatThrownBy(client::read).isInstanceOf(SocketTimeoutException.class);
            slow.goOn();
            client.readUntil((byte) 'Z');
            assertThat(member.touched()).as("the table, or any table").isNotEmpty();
        }
    }

    @Test
    @DisplayName("The others hear of the write of a client that has gone before its answer came")
    void clientGone() throws Exception {
        try (Connection superuser = postgres.superuser(); Statement statement = superuser.createStatement()) {
            ScriptedClient client = client();
            String update = "UPDATE held.item SET n = n + 1 WHERE id = 3";
            known(client, update);
            superuser.setAutoCommit(false);
            statement.execute("SELECT FROM held.item WHERE id = 3 FOR UPDATE");
            client.send(Frames.query(update));
            Await.until("the client that waits for the lock", () -> !postgres.askOne("SELECT count(*) FROM pg_stat_activity"
                    + " WHERE wait_event_type = 'Lock' AND query LIKE '%held.item%'").equals("0"));
            client.close();
            Await.until("word of the write", () -> member.touched().contains(item));
        }
    }

    @Test
    @DisplayName("An operator's order drops answers at all Howdahs: this one tells the others, and carries out what another tells")
    void orders() throws Exception {
        try (Console console = pooler.console("boss");
                Connection superuser = postgres.superuser();
                Statement directly = superuser.createStatement();
                Connection reading = pooler.connect("app", "preferQueryMode", "simple");
                Statement reader = reading.createStatement()) {
            console.command("CACHE FLUSH TAG four");
            Await.until("the order", () -> member.orders().contains("TAG\0\0four"));
            for (String order : new String[] {"TAG\0\0four", "TABLE\0held\0item", "PATTERN\0\0*held.item*", "ALL\0\0",
                "a later version's\0\0"}) {
                long hits = hits(console);
                Await.until("an answer that stays", () -> {
                    four(reader);
                    return hits(console) > hits;
                });
                String before = four(reader);
                directly.execute("UPDATE held.item SET n = n + 1 WHERE id = 4"); // Beside all Howdahs.
                // Whoever gives an order ends the answers in Redis first.
                redis.ask("FLUSHALL");
                redis.withOldMembers();
                member.order(order);
                Await.until("the new answer after " + order.replace('\0', ' '), () -> !four(reader).equals(before));
            }
        }
    }

    private static String four(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT n FROM held.item WHERE id = 4 /* cache:tags=four */")) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static long hits(Console console) throws Exception {
        return console.rows("SHOW CACHE").stream().mapToLong(row -> Long.parseLong(row.get("hits_memory"))).sum();
    }
}
