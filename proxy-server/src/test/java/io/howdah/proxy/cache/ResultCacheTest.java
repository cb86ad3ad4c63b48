package io.howdah.proxy.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.fixtures.Frames;
import io.howdah.proxy.cache.probe.BypassReason;
import io.howdah.proxy.cache.probe.Eligibility;
import io.howdah.proxy.cache.probe.Finding;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.TestConfig;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The cache without PostgreSQL: the test says what PostgreSQL tells, and when. */
class ResultCacheTest {

    private static final String READ = "SELECT * FROM t WHERE id = 1";
    private static final byte[] ROWS = Frames.concat(message('T', "columns"), message('D', "row"),
            Frames.commandComplete("SELECT 1"));
    private static final byte[] ANSWER = Frames.concat(ROWS, Frames.readyForQuery('I'));

    private static final Map<Long, String> T = Map.of(1L, "t");
    private static final Map<Long, String> U = Map.of(2L, "u");
    private static final Finding READS_T = reads(T, false);
    private static final Finding WRITES_T = writes(T);
    private static final Finding WRITES_U = writes(U);
    private static final Finding WRITES_ANYTHING = new Finding(refused(), Map.of(), false, false, Map.of(), true, false, "1");
    private static final Finding HIDES_DDL = Finding.opaque(refused());

    private final List<KnownStatement> questions = new ArrayList<>();
    private long now = System.nanoTime();
    private ResultCache cache = cache("mode: ttl");
    private final Writes writer = new Writes();

    private ResultCache cache(String settings) {
        return cache(settings, 1 << 30);
    }

    private ResultCache cache(String settings, long heap) {
        return new ResultCache(TestConfig.of("cache: {" + settings + "}").cache(), questions::add, () -> now, heap);
    }

    private static byte[] message(char type, String body) {
        ByteBuf out = Unpooled.buffer().writeByte(type).writeInt(4 + body.length())
                .writeBytes(body.getBytes(StandardCharsets.UTF_8));
        return ByteBufUtil.getBytes(out);
    }

    private static Eligibility refused() {
        return Eligibility.refused(BypassReason.NOT_A_SELECT, "");
    }

    private static Finding reads(Map<Long, String> tables, boolean times) {
        return new Finding(new Eligibility(Optional.empty(), List.copyOf(new TreeMap<>(tables).values())), tables, times, times,
                Map.of(), false, false, "1");
    }

    private static Finding writes(Map<Long, String> tables) {
        return new Finding(refused(), Map.of(), false, false, tables, false, false, "1");
    }

    private Scope scope(String database, String... settings) {
        List<Place.Setting> chosen = new ArrayList<>();
        for (int i = 0; i < settings.length; i += 2) {
            chosen.add(new Place.Setting(settings[i], settings[i + 1], "SET " + settings[i] + " TO " + settings[i + 1]));
        }
        return cache.scope(new Place(database, "u", database + "/u", database, "localhost", chosen));
    }

    private Scope scope() {
        return scope("db");
    }

    /** Answers all open questions. */
    private void tell(Finding finding) {
        List<KnownStatement> open = List.copyOf(questions);
        questions.clear();
        assertThat(open).isNotEmpty();
        open.forEach(question -> question.told(finding));
    }

    /** A client's query: the answer from the cache, or null, and then {@code server} answers unless it is null. */
    private @Nullable String query(Scope scope, String sql, byte @Nullable [] server) {
        LoopCache loop = new LoopCache(cache);
        ByteBuf in = Unpooled.wrappedBuffer(Frames.query(sql));
        ByteBuf out = Unpooled.buffer();
        if (loop.read(in, scope) == null) {
            return null;
        }
        CachedAnswer answer = loop.find(in, scope, CacheableRequest.Kind.QUERY, 0, System.nanoTime());
        if (answer != null) {
            loop.write(answer, AnswerSource.MEMORY, CacheableRequest.Kind.QUERY, out);
            return out.toString(StandardCharsets.ISO_8859_1);
        }
        Fill fill = loop.fillText(in, scope, CacheableRequest.Kind.QUERY, System.nanoTime());
        if (fill != null && server != null) {
            fill.passing(Unpooled.wrappedBuffer(server));
        }
        return null;
    }

    private boolean isServed() {
        return query(scope(), READ, null) != null;
    }

    private void fill() {
        query(scope(), READ, ANSWER);
        if (!questions.isEmpty()) {
            tell(READS_T);
            query(scope(), READ, ANSWER);
        }
        assertThat(isServed()).as("served once it is filled").isTrue();
    }

    private void runs(Writes by, String sql) {
        ByteBuf text = Unpooled.copiedBuffer(sql, StandardCharsets.UTF_8);
        new LoopCache(cache).runsText(by, scope(), text, 0, text.readableBytes());
    }

    /** Runs a statement once, so that PostgreSQL tells of it, and ends. */
    private void known(String sql, Finding finding) {
        runs(writer, sql);
        tell(finding);
        writer.ended();
    }

    @Test
    @DisplayName("The first query asks PostgreSQL about the statement, the second fills, the third is served, byte for byte")
    void fills() {
        assertThat(query(scope(), READ, ANSWER)).isNull();
        assertThat(questions).hasSize(1);
        assertThat(query(scope(), READ, ANSWER)).as("nobody asks twice").isNull();
        assertThat(questions).hasSize(1);
        tell(READS_T);
        assertThat(query(scope(), READ, ANSWER)).isNull();
        assertThat(query(scope(), READ, null)).isEqualTo(new String(ANSWER, StandardCharsets.ISO_8859_1));
        assertThat(query(scope(), "SELECT * FROM t WHERE id = 2", ANSWER)).as("another constant, another answer").isNull();
        assertThat(questions).as("but the same statement").isEmpty();
        assertThat(query(scope("db", "timezone", "UTC"), READ, ANSWER)).as("another setting").isNull();
        assertThat(query(scope("other"), READ, ANSWER)).as("another database").isNull();
        assertThat(cache.statements()).hasSize(3);
    }

    @Test
    @DisplayName("A statement that PostgreSQL refuses to cache, or cannot be asked about, is not served")
    void refusedStatements() {
        query(scope(), READ, ANSWER);
        tell(WRITES_U);
        query(scope(), READ, ANSWER);
        assertThat(isServed()).isFalse();
        assertThat(scope().counters().bypasses(BypassReason.NOT_A_SELECT)).isEqualTo(2);
        query(scope(), "SELECT 2", ANSWER);
        questions.remove(0).notTold();
        assertThat(query(scope(), "SELECT 2", ANSWER)).isNull();
        assertThat(questions).as("and is not asked about again at once").isEmpty();
    }

    // ---- writes

    @Test
    @DisplayName("While a table is being written, its answers are neither served nor kept; afterwards none from before is served")
    void aWrite() {
        known("UPDATE t SET a = 1", WRITES_T);
        known("UPDATE u SET a = 1", WRITES_U);
        fill();

        runs(writer, "UPDATE u SET a = 2");
        assertThat(isServed()).as("while another table is written").isTrue();
        writer.ended();
        assertThat(isServed()).as("when another table has been written").isTrue();

        runs(writer, "UPDATE t SET a = 2");
        assertThat(query(scope(), READ, ANSWER)).isNull();
        assertThat(isServed()).as("while the table is written").isFalse();
        writer.ended();
        assertThat(isServed()).as("when the table has been written").isFalse();
        fill();
    }

    @Test
    @DisplayName("An answer that was asked for before a write and arrives after the write is not kept")
    void fillOvertaken() {
        known("UPDATE t SET a = 1", WRITES_T);
        query(scope(), READ, null);
        tell(READS_T);
        Fill before = begin();
        runs(writer, "UPDATE t SET a = 2");
        writer.ended();
        before.passing(Unpooled.wrappedBuffer(ANSWER));
        assertThat(isServed()).isFalse();

        Fill during = begin();
        runs(writer, "UPDATE t SET a = 2");
        during.passing(Unpooled.wrappedBuffer(ANSWER));
        writer.ended();
        assertThat(isServed()).isFalse();
        assertThat(scope().counters().rejections()).isEqualTo(2);
        fill();
    }

    private Fill begin() {
        LoopCache loop = new LoopCache(cache);
        ByteBuf in = Unpooled.wrappedBuffer(Frames.query(READ));
        assertThat(loop.read(in, scope())).isNotNull();
        assertThat(loop.find(in, scope(), CacheableRequest.Kind.QUERY, 0, System.nanoTime())).isNull();
        Fill fill = loop.fillText(in, scope(), CacheableRequest.Kind.QUERY, System.nanoTime());
        assertThat(fill).isNotNull();
        return fill;
    }

    @Test
    @DisplayName("Two writers: the table stays closed until both have ended")
    void twoWriters() {
        known("UPDATE t SET a = 1", WRITES_T);
        Writes other = new Writes();
        runs(writer, "UPDATE t SET a = 2");
        runs(other, "UPDATE t SET a = 3");
        writer.ended();
        query(scope(), READ, ANSWER);
        tell(READS_T);
        query(scope(), READ, ANSWER);
        assertThat(isServed()).isFalse();
        other.ended();
        fill();
    }

    @Test
    @DisplayName("A statement that nobody knows closes the database until PostgreSQL has told; then only what it wrote is void")
    void unknownStatement() {
        fill();
        runs(writer, "UPDATE u SET a = 1");
        assertThat(isServed()).as("while it runs").isFalse();
        writer.ended();
        assertThat(isServed()).as("before PostgreSQL has told").isFalse();
        tell(WRITES_U);
        assertThat(isServed()).as("it wrote another table").isTrue();

        runs(writer, "DELETE FROM t");
        writer.ended();
        tell(WRITES_T);
        assertThat(isServed()).as("it wrote this table").isFalse();
        fill();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("A statement of which PostgreSQL tells before it ends, and one that only reads")
    void toldWhileItRuns(boolean writes) {
        fill();
        runs(writer, "WITH x AS (SELECT 1) SELECT f()");
        tell(writes ? WRITES_T : writes(Map.of()));
        assertThat(isServed()).isFalse();
        writer.ended();
        assertThat(isServed()).isEqualTo(!writes);
    }

    @Test
    @DisplayName("A statement that may write anything ends the answers of the database, and what is known of statements stays")
    void anything() {
        known("SELECT f()", WRITES_ANYTHING);
        fill();
        runs(writer, "SELECT f()");
        assertThat(isServed()).isFalse();
        writer.ended();
        assertThat(isServed()).isFalse();
        query(scope(), READ, ANSWER);
        assertThat(isServed()).isTrue();
        assertThat(questions).isEmpty();
    }

    @Test
    @DisplayName("DDL ends all answers of all databases, and PostgreSQL is asked again about all statements")
    void ddl() {
        known("UPDATE u SET a = 1", WRITES_U);
        fill();
        runs(writer, "ALTER TABLE v ADD c int");
        assertThat(isServed()).isFalse();
        assertThat(query(scope(), READ, ANSWER)).as("the old answer cannot be filled in again").isNull();
        writer.ended();
        assertThat(isServed()).isFalse();
        assertThat(questions).hasSize(1);
        tell(READS_T);
        query(scope(), READ, ANSWER);
        assertThat(isServed()).isTrue();
        runs(writer, "UPDATE u SET a = 1");
        assertThat(questions).as("the write is asked about again").hasSize(1);
        assertThat(isServed()).isFalse();
        tell(WRITES_U);
        writer.ended();
        assertThat(isServed()).isTrue();
    }

    @Test
    @DisplayName("A statement that runs while the catalogs change is asked about again before the tables are opened")
    void whileTheCatalogsChange() {
        known("UPDATE u SET a = 1", WRITES_U);
        Writes ddl = new Writes();
        runs(ddl, "CREATE TRIGGER x");
        runs(writer, "UPDATE u SET a = 2");
        ddl.ended();
        writer.ended();
        query(scope(), READ, ANSWER);
        assertThat(questions).hasSize(2);
        KnownStatement update = questions.remove(0);
        tell(READS_T);
        query(scope(), READ, ANSWER);
        assertThat(isServed()).as("the update may have fired the new trigger").isFalse();
        update.told(WRITES_T);
        fill();
    }

    @Test
    @DisplayName("A known statement that is overtaken by DDL ends the answers that were kept meanwhile")
    void overtakenByDdl() {
        known("UPDATE u SET a = 1", WRITES_U);
        runs(writer, "UPDATE u SET a = 2");
        Writes ddl = new Writes();
        runs(ddl, "CREATE TRIGGER x");
        ddl.ended();
        fill();
        writer.ended();
        assertThat(isServed()).as("the update may have fired the new trigger, and have written t").isFalse();
        tell(WRITES_U);
        fill();
    }

    @Test
    @DisplayName("If the statement turns out to hide DDL, all answers and all that was known end")
    void hiddenDdl() {
        fill();
        runs(writer, "SELECT f()");
        writer.ended();
        tell(HIDES_DDL);
        assertThat(isServed()).isFalse();
        assertThat(questions).as("the read is asked about again").hasSize(1);
    }

    @Test
    @DisplayName("Statements that cannot be asked about count as such that hide DDL")
    void cannotBeAsked() {
        fill();
        runs(writer, "SELECT f()");
        writer.ended();
        assertThat(isServed()).isFalse();
        questions.remove(0).notTold();
        assertThat(isServed()).isFalse();
        fill();
    }

    @Test
    @DisplayName("A lost connection keeps its tables closed until the server process has ended")
    void lost() {
        known("UPDATE t SET a = 1", WRITES_T);
        fill();
        runs(writer, "UPDATE t SET a = 2");
        writer.lost(4711, "host", false);
        writer.ended();
        query(scope(), READ, ANSWER);
        assertThat(isServed()).isFalse();
        Stamps.Orphan orphan = cache.databases().get("db").orphans().remove();
        assertThat(orphan.processId()).isEqualTo(4711);
        assertThat(orphan.host()).isEqualTo("host");
        orphan.end().run();
        assertThat(isServed()).isFalse();
        fill();
        writer.lost(4712, "host", false);
        assertThat(cache.databases().get("db").orphans()).as("nothing was written").isEmpty();
        assertThat(isServed()).isTrue();
        writer.lost(4712, "host", true);
        assertThat(isServed()).as("another server may be there").isFalse();
        assertThat(questions).as("whose tables have other OIDs").hasSize(1);
    }

    @Test
    @DisplayName("Transactions of very many statements, and many transactions that wait to be told")
    void many() {
        fill();
        for (int i = 0; i < 300; i++) {
            runs(writer, "UPDATE u SET a" + i + " = 1");
        }
        tell(WRITES_U);
        writer.ended();
        assertThat(isServed()).as("more statements than are remembered").isFalse();
        fill();
        for (int i = 0; i < 1_100; i++) {
            runs(writer, "DELETE FROM u");
            writer.ended();
        }
        tell(WRITES_U);
        assertThat(isServed()).as("more than may wait").isFalse();
        fill();
    }

    @Test
    @DisplayName("While tables are closed for transactions of which nothing was noted, nothing is served or kept")
    void closed() {
        fill();
        Runnable open = cache.close();
        query(scope(), READ, ANSWER);
        assertThat(isServed()).isFalse();
        open.run();
        assertThat(isServed()).isFalse();
        fill();
    }

    // ---- settings and orders

    @Test
    @DisplayName("An operator's switches stop the serving and the keeping, and not the noting")
    void switches() {
        fill();
        cache.power().bypass(true);
        assertThat(isServed()).isFalse();
        cache.power().bypass(false);
        cache.power().pause(true);
        assertThat(isServed()).as("paused, what is there is served").isTrue();
        cache.power().pause(false);
        Fill begun = beginOther();
        cache.power().pause(true);
        begun.passing(Unpooled.wrappedBuffer(ANSWER));
        cache.power().pause(false);
        assertThat(query(scope(), "SELECT * FROM t WHERE id = 7", null)).isNull();
    }

    private Fill beginOther() {
        LoopCache loop = new LoopCache(cache);
        ByteBuf in = Unpooled.wrappedBuffer(Frames.query("SELECT * FROM t WHERE id = 7"));
        loop.read(in, scope());
        assertThat(loop.find(in, scope(), CacheableRequest.Kind.QUERY, 0, System.nanoTime())).isNull();
        Fill fill = loop.fillText(in, scope(), CacheableRequest.Kind.QUERY, System.nanoTime());
        assertThat(fill).isNotNull();
        return fill;
    }

    @Test
    void flushes() {
        fill();
        assertThat(cache.flush()).isEqualTo(1);
        assertThat(isServed()).isFalse();
        fill();
        assertThat(cache.flushTables(table -> table.name().equals("t"))).isEqualTo(1);
        assertThat(isServed()).isFalse();
        fill();
        assertThat(cache.flushTables(table -> table.name().equals("u"))).isZero();
        assertThat(isServed()).isTrue();
        assertThat(cache.flushStatements(statement -> true)).isEqualTo(1);
        assertThat(isServed()).isFalse();
        fill();
    }

    @ParameterizedTest
    @ValueSource(strings = {"databases: [other]", "users: [other]", "tables: {t: 0}", "tables: [u]",
        "statements: {\"select * from t *\": 0}",
        "max_entry: 20B", "bypass: true", "ttl: 1ms", "empty_ttl: 0"})
    @DisplayName("Rules, sizes and times by which this answer is not served")
    void rules(String setting) throws Exception {
        cache = cache("mode: ttl, " + setting);
        byte[] answer = setting.startsWith("empty")
                ? Frames.concat(message('T', "columns"), Frames.commandComplete("SELECT 0"), Frames.readyForQuery('I')) : ANSWER;
        query(scope(), READ, answer);
        if (!questions.isEmpty()) {
            tell(READS_T);
        }
        query(scope(), READ, answer);
        long since = System.nanoTime();
        while (setting.startsWith("ttl") && System.nanoTime() - since < 2_000_000) {
            Thread.onSpinWait();
        }
        assertThat(isServed()).isFalse();
    }

    @Test
    @DisplayName("Other settings drop what was kept by the old ones")
    void reload() {
        fill();
        cache.configure(cache.settings());
        assertThat(isServed()).isTrue();
        cache.configure(TestConfig.of("cache: {mode: ttl, ttl: 5s}").cache());
        assertThat(isServed()).isFalse();
        fill();
        cache.configure(TestConfig.of("cache: {mode: \"off\"}").cache());
        assertThat(cache.isOn()).isFalse();
    }

    @Test
    @DisplayName("A text that may say today is not kept; another text of the same form is")
    void clockWords() {
        String today = "SELECT * FROM t WHERE d = 'today'";
        String date = "SELECT * FROM t WHERE d = '2020-01-01'";
        query(scope(), today, ANSWER);
        tell(reads(T, true));
        query(scope(), today, ANSWER);
        assertThat(query(scope(), today, null)).isNull();
        query(scope(), date, ANSWER);
        assertThat(query(scope(), date, null)).isNotNull();
    }

    @Test
    @DisplayName("Answers beyond the memory make room, and are counted")
    void memory() {
        cache = cache("mode: ttl, memory: 1MB");
        query(scope(), READ, ANSWER);
        tell(READS_T);
        for (int i = 0; i < 5_000; i++) {
            query(scope(), "SELECT * FROM t WHERE id = " + i, ANSWER);
        }
        CacheCounters counted = scope().counters();
        assertThat(counted.fills()).isEqualTo(5_000);
        assertThat(counted.evictions()).isGreaterThan(1_000);
        assertThat(counted.entries()).isEqualTo(counted.fills() - counted.evictions());
        assertThat(counted.bytes()).isBetween(500_000L, 1_100_000L);
        cache.flush();
        assertThat(counted.entries()).isZero();
        assertThat(counted.bytes()).isZero();
    }

    @Test
    @DisplayName("Answers take no more than a quarter of the heap, whatever cache_memory says")
    void heap() {
        cache = cache("mode: ttl, memory: 100MB", 4 << 20);
        assertThat(bytesOfManyAnswers()).isBetween(500_000L, 1_100_000L);
        cache = cache("mode: \"off\"", 4 << 20);
        cache.configure(TestConfig.of("cache: {mode: ttl, memory: 100MB}").cache());
        assertThat(bytesOfManyAnswers()).as("after a reload").isBetween(500_000L, 1_100_000L);
    }

    private long bytesOfManyAnswers() {
        query(scope(), READ, ANSWER);
        tell(READS_T);
        for (int i = 0; i < 5_000; i++) {
            query(scope(), "SELECT * FROM t WHERE id = " + i, ANSWER);
        }
        return scope().counters().bytes();
    }

    @Test
    @DisplayName("What PostgreSQL has told is asked again after a while, and counts until PostgreSQL has told anew")
    void toldLongAgo() {
        known("UPDATE u SET a = 1", WRITES_U);
        fill();
        now += 29_000_000_000L;
        runs(writer, "UPDATE u SET a = 2");
        writer.ended();
        assertThat(questions).isEmpty();
        now += 2_000_000_000L;
        runs(writer, "UPDATE u SET a = 3");
        writer.ended();
        assertThat(questions).as("somebody may have added a trigger beside the pooler").hasSize(1);
        assertThat(isServed()).as("the old counts meanwhile").isTrue();
        tell(WRITES_T);
        runs(writer, "UPDATE u SET a = 4");
        writer.ended();
        assertThat(isServed()).isFalse();
    }

    @Test
    @DisplayName("If the question cannot be asked again, the old answer counts")
    void toldLongAgoAndNotAgain() {
        known("UPDATE u SET a = 1", WRITES_U);
        fill();
        now += 31_000_000_000L;
        runs(writer, "UPDATE u SET a = 2");
        questions.remove(0).notTold();
        writer.ended();
        assertThat(isServed()).isTrue();
        runs(writer, "UPDATE u SET a = 3");
        writer.ended();
        assertThat(questions).as("not at once").isEmpty();
        assertThat(isServed()).isTrue();
    }

    @Test
    @DisplayName("The statements that are remembered have a limit in bytes, whatever clients send")
    void manyLongStatements() {
        String much = "x".repeat(15_000);
        for (int i = 0; i < 3_000; i++) {
            runs(writer, "SELECT a" + i + " AS " + much);
            writer.ended();
        }
        assertThat(cache.statements()).hasSizeBetween(100, 600);
    }

    @Test
    @DisplayName("A flushed statement is flushed even if it is remembered no more")
    void flushOfTheForgotten() {
        fill();
        KnownStatement read = cache.statements().iterator().next();
        for (int i = 0; i < 3_000; i++) {
            runs(writer, "SELECT a" + i + " AS " + "x".repeat(15_000));
            writer.ended();
        }
        questions.forEach(question -> question.told(writes(Map.of())));
        questions.clear();
        assertThat(cache.flushStatements(statement -> statement == read)).isEqualTo(1);
        assertThat(isServed()).isFalse();
    }

    private boolean isServed(String sql) {
        return query(scope(), sql, null) != null;
    }

    @Test
    @DisplayName("cache:off keeps the answer to this text out of the cache, not the answers to others")
    void off() {
        fill();
        String off = READ + " /* cache:off */";
        query(scope(), off, ANSWER);
        query(scope(), off, ANSWER);
        assertThat(cache.counters().iterator().next().bypasses(BypassReason.HINT)).isEqualTo(2);
        assertThat(isServed(off)).isFalse();
        assertThat(isServed()).isTrue();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "ttl: 30s, max_ttl: 1m       | cache:tags=a   | 30",
        "ttl: 30s, max_ttl: 1m       | cache:ttl=10   | 10",
        "ttl: 30s, max_ttl: 1m       | cache:ttl=40   | 40",
        "ttl: 30s, max_ttl: 1m       | cache:ttl=3600 | 60",
        "ttl: 30s, tables: {t: 5s}   | cache:ttl=40   | 5",
        "ttl: 30s, tables: {t: 5s}   | cache:ttl=2    | 2",
        "ttl: 30s, tables: {t: 0}    | cache:ttl=40   | 0",
        "ttl: 30s, databases: {db: 5s} | cache:ttl=40 | 5",
        "ttl: 30s, databases: [db]   | cache:ttl=40   | 40",
        "ttl: 30s, tables: [u]       | cache:ttl=40   | 0",
    })
    @DisplayName("A hint may shorten any ttl, and lengthens it where no rule has one, up to max_ttl")
    void hintedTtl(String settings, String hint, long seconds) {
        cache = cache("mode: ttl, " + settings);
        query(scope(), READ + " /* " + hint + " */", null);
        if (seconds > 0) {
            assertThat(questions).hasSize(1);
        }
        questions.get(0).told(READS_T);
        assertThat(cache.ttl(cache.statements().iterator().next())).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    @DisplayName("The answers of a tag are dropped together, those that are on their way too")
    void tags() {
        fill();
        String ab = READ + " /* cache:tags=a,b */";
        String c = READ + " /* cache:tags=c */";
        query(scope(), ab, ANSWER);
        query(scope(), c, ANSWER);
        assertThat(cache.flushTag("A")).isZero();
        assertThat(isServed(ab)).isTrue();
        assertThat(cache.flushTag("b")).isEqualTo(1);
        assertThat(isServed(ab)).isFalse();
        assertThat(isServed(c)).isTrue();
        assertThat(isServed()).isTrue();
        query(scope(), ab, ANSWER);
        assertThat(isServed(ab)).isTrue();
        LoopCache loop = new LoopCache(cache);
        String ca = READ + " /* cache:tags=c,a */";
        ByteBuf in = Unpooled.wrappedBuffer(Frames.query(ca));
        loop.read(in, scope());
        loop.find(in, scope(), CacheableRequest.Kind.QUERY, 0, System.nanoTime());
        Fill fill = loop.fillText(in, scope(), CacheableRequest.Kind.QUERY, System.nanoTime());
        assertThat(cache.flushTag("a")).isEqualTo(1);
        assertThat(fill.isOvertaken()).isTrue();
        fill.passing(Unpooled.wrappedBuffer(ANSWER));
        assertThat(isServed(ca)).isFalse();
    }

    @Test
    @DisplayName("After very many tags, one more drops everything, and the account of tags begins anew")
    void manyTags() {
        fill();
        for (int i = 0; i < FlushedTags.MOST; i++) {
            cache.flushTag("t" + i);
        }
        assertThat(isServed()).isTrue();
        cache.flushTag("t0");
        assertThat(isServed()).isTrue();
        assertThat(cache.flushTag("another")).isEqualTo(1);
        assertThat(isServed()).isFalse();
        fill();
        cache.flushTag("another");
        assertThat(isServed()).isTrue();
    }

    @Test
    @DisplayName("Each answer from memory counts what a server took for it when it was asked")
    void saved() {
        query(scope(), READ, null);
        tell(READS_T);
        LoopCache loop = new LoopCache(cache);
        ByteBuf in = Unpooled.wrappedBuffer(Frames.query(READ));
        loop.read(in, scope());
        loop.find(in, scope(), CacheableRequest.Kind.QUERY, 0, System.nanoTime());
        Fill fill = loop.fillText(in, scope(), CacheableRequest.Kind.QUERY, System.nanoTime());
        assertThat(fill.tookNanos(System.nanoTime())).as("before it is sent").isZero();
        long before = System.nanoTime();
        fill.leaves();
        fill.passing(Unpooled.wrappedBuffer(ANSWER));
        long most = System.nanoTime() - before;
        CacheCounters counters = cache.counters().iterator().next();
        assertThat(counters.savedNanos()).isZero();
        assertThat(isServed()).isTrue();
        long once = counters.savedNanos();
        assertThat(once).isPositive().isLessThanOrEqualTo(most);
        assertThat(isServed()).isTrue();
        assertThat(counters.savedNanos()).isEqualTo(2 * once);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "stale_while_revalidate: 1h                |                  | true",
        "stale_while_revalidate: 1ms               |                  | false",
        "stale_while_revalidate: 0                 |                  | false",
        "'stale_while_revalidate: 1h, max_ttl: 100ms' |                 | false",
        "stale_while_revalidate: 1h                | cache:ttl=100ms  | false",
        "stale_while_revalidate: 1h                | cache:tags=a     | true"})
    @DisplayName("An answer whose time is over is given while another client asks anew, not to that client, and not after a write")
    void stale(String settings, @Nullable String hint, boolean given) {
        cache = cache("mode: ttl, ttl: 100ms, " + settings);
        String sql = READ + (hint == null ? "" : " /* " + hint + " */");
        query(scope(), sql, null);
        tell(READS_T);
        query(scope(), sql, ANSWER);
        Await.until("the end of its time", () -> !isServed(sql));
        LoopCache loop = new LoopCache(cache);
        ByteBuf in = Unpooled.wrappedBuffer(Frames.query(sql));
        loop.read(in, scope());
        loop.find(in, scope(), CacheableRequest.Kind.QUERY, 0, System.nanoTime());
        Fill asks = loop.fillText(in, scope(), CacheableRequest.Kind.QUERY, System.nanoTime());
        Flight flight = loop.enter(asks, () -> {}, System.nanoTime());
        Await.until("both times to be over", () -> given || !isServed(sql));
        assertThat(isServed(sql)).isEqualTo(given);
        assertThat(loop.findAgain(System.nanoTime())).as("who asks").isNull();
        runs(writer, "UPDATE t SET n = 1");
        assertThat(isServed(sql)).as("while it is written").isFalse();
        tell(WRITES_T);
        writer.ended();
        assertThat(isServed(sql)).as("when it has been written").isFalse();
        flight.land(null);
        assertThat(isServed(sql)).isFalse();
    }

    @Test
    @DisplayName("An answer without rows is never given after its time")
    void staleAndEmpty() {
        cache = cache("mode: ttl, ttl: 100ms, stale_while_revalidate: 1h");
        query(scope(), READ, null);
        tell(READS_T);
        query(scope(), READ,
                Frames.concat(message('T', "columns"), Frames.commandComplete("SELECT 0"), Frames.readyForQuery('I')));
        Await.until("the end of its time", () -> !isServed());
        LoopCache loop = new LoopCache(cache);
        ByteBuf in = Unpooled.wrappedBuffer(Frames.query(READ));
        loop.read(in, scope());
        loop.find(in, scope(), CacheableRequest.Kind.QUERY, 0, System.nanoTime());
        loop.enter(loop.fillText(in, scope(), CacheableRequest.Kind.QUERY, System.nanoTime()), () -> {}, System.nanoTime());
        assertThat(isServed()).isFalse();
    }

    /** Another Howdah, which may forbid answers. */
    private static final class Other implements Others {
        private final List<String> told = new ArrayList<>();
        private boolean allows = true;
        private Consumer<Collection<Stamp>> meanwhile = tables -> {};

        @Override
        public void endShared(Collection<Stamp> tables) {
            meanwhile.accept(tables);
        }

        @Override
        public boolean allowHits() {
            return allows;
        }

        @Override
        public boolean know(Stamp table) {
            return true;
        }

        @Override
        public void keptUntil(Stamp table, long nanos) {
            // Nobody asks.
        }

        @Override
        public boolean mayCare(Stamp table) {
            return true;
        }

        @Override
        public void written(Collection<Stamp> tables, Runnable then) {
            tables.forEach(table -> told.add(table.ref().database() + " " + table.ref().oid()));
            then.run();
        }

        @Override
        public void order(String text) {
            throw new AssertionError();
        }

        @Override
        public String state() {
            return "";
        }

        @Override
        public int queue() {
            return 0;
        }
    }

    /** The answer that a client wants now, in memory or from the second level; null if it must not be kept. */
    private @Nullable Fill wanted() {
        LoopCache loop = new LoopCache(cache);
        ByteBuf in = Unpooled.wrappedBuffer(Frames.query(READ));
        assertThat(loop.read(in, scope())).isNotNull();
        loop.find(in, scope(), CacheableRequest.Kind.QUERY, 0, System.nanoTime());
        return loop.fillText(in, scope(), CacheableRequest.Kind.QUERY, System.nanoTime());
    }

    @ParameterizedTest
    @DisplayName("What a client looks for while the shared answers are about to end does not count as newer than the write")
    @ValueSource(strings = {"UPDATE t SET n = 1", "SELECT writes()", "two", "forget", "unnoted", "lost"})
    void sharedAnswersEndFirst(String how) {
        Other other = new Other();
        cache.shareWith(other);
        fill();
        known("UPDATE t SET n = 1", WRITES_T);
        known("SELECT writes()", WRITES_ANYTHING);
        fill();
        List<Fill> looking = new ArrayList<>();
        List<Stamp> ended = new ArrayList<>();
        other.meanwhile = tables -> {
            ended.addAll(tables);
            Fill looksNow = wanted();
            if (looksNow != null) {
                looking.add(looksNow);
            }
        };
        switch (how) {
            case "forget" -> cache.forget();
            case "unnoted" -> cache.close().run();
            case "lost" -> {
                runs(writer, "SELECT 1");
                writer.lost(1, "host", true);
            }
            case "two" -> {
                runs(writer, "UPDATE t SET n = 1");
                writer.soFar();
                runs(writer, "SELECT writes()");
                writer.ended();
            }
            default -> {
                runs(writer, how);
                writer.ended();
            }
        }
        assertThat(ended).isNotEmpty();
        assertThat(looking).allMatch(Fill::isOvertaken);
    }

    @Test
    @DisplayName("While others do not ask this Howdah, what it knows of a statement may be out of date: a write counts as one to any table")
    void unsureOfWrites() {
        Other other = new Other();
        cache.shareWith(other);
        known("UPDATE t SET n = 1", WRITES_T);
        known("SELECT 1", reads(Map.of(), false));
        other.told.clear();
        runs(writer, "UPDATE t SET n = 1");
        writer.ended();
        assertThat(other.told).containsExactly("db 1");
        other.told.clear();
        other.allows = false;
        runs(writer, "SELECT 1");
        writer.ended();
        assertThat(other.told).isEmpty();
        runs(writer, "UPDATE t SET n = 1");
        writer.ended();
        assertThat(other.told).containsExactlyInAnyOrder("db 1", "db 0");
    }
}
