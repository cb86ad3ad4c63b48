package io.howdah.bench.jmh;

import io.howdah.proxy.prepared.Environment;
import io.howdah.proxy.prepared.PreparedStatement;
import io.howdah.proxy.prepared.StatementRegistry;
import io.howdah.proxy.sql.StatementClassifier;
import io.howdah.proxy.sql.StatementVerdict;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Times the classification of a SQL text's session state: the quick scan, the whole classification, and the verdict kept with a
 * prepared statement.
 */
public class ClassifierBenchmark extends PoolerBenchmark {

    private static final Environment ANYWHERE = new Environment("pool", "");

    /** The kind of text; {@code long} is about 2 kB, like an ORM's query. */
    @Param({"pgbench", "long", "set"})
    public String text;

    private final StatementRegistry registry = new StatementRegistry();
    private ByteBuf sql;
    private byte[] parseBody;
    private PreparedStatement kept;

    @Setup
    public void fill() {
        String chosen = switch (text) {
            case "pgbench" -> RelayBenchmark.SQL;
            case "long" -> "SELECT " + "t0.column_with_a_name AS c0, ".repeat(70) + "1 FROM some_table AS t0 WHERE t0.id = 4711";
            default -> "SET search_path TO shop, public";
        };
        byte[] bytes = chosen.getBytes(StandardCharsets.UTF_8);
        sql = PooledByteBufAllocator.DEFAULT.directBuffer().writeBytes(bytes);
        // The text, its NUL, and the number of parameter types, which is 0.
        parseBody = java.util.Arrays.copyOf(bytes, bytes.length + 3);
        // The registry drops a statement that no object references.
        kept = statement();
    }

    @TearDown
    public void release() {
        sql.release();
    }

    /** The cost of every simple query. Only texts that may change session state need more. */
    @Benchmark
    public int quick() {
        return StatementClassifier.quick(sql, 0, sql.writerIndex());
    }

    /** The extra cost of texts that may change session state. */
    @Benchmark
    public StatementVerdict classify() {
        return StatementClassifier.classify(sql, 0, sql.writerIndex());
    }

    /** Parse of a known text: the registry finds the statement by its text, and the statement keeps its verdict. */
    @Benchmark
    public PreparedStatement kept() {
        PreparedStatement found = statement();
        if (found != kept) {
            throw new IllegalStateException("made anew");
        }
        return found;
    }

    private PreparedStatement statement() {
        return registry.intern(parseBody, ANYWHERE, body -> StatementClassifier.classify(sql, 0, sql.writerIndex()));
    }
}
