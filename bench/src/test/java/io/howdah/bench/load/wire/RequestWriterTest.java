package io.howdah.bench.load.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.fixtures.Frames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that the writers' bytes are the bytes of the protocol's messages. */
class RequestWriterTest {

    private static final List<Statement> STATEMENTS = List.of(new Statement("SELECT a FROM t WHERE k = ", true),
            Statement.COMMIT);

    private final ByteBuf out = Unpooled.buffer();

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 9, 10, 12345, 100_000, 999_999_999, 1_000_000_000, Integer.MAX_VALUE})
    void simpleWritesTheKeyIntoTheText(int key) {
        RequestWriter writer = RequestWriter.of(QueryProtocol.SIMPLE, STATEMENTS);
        assertThat(writer.prepare(out)).isZero();
        assertThat(writer.statement(out, 0, key)).isEqualTo(1);
        assertThat(writer.sync(out)).isZero();
        assertWritten(Frames.query("SELECT a FROM t WHERE k = " + key));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, Integer.MAX_VALUE})
    void extendedParsesEachTime(int key) {
        RequestWriter writer = RequestWriter.of(QueryProtocol.EXTENDED, STATEMENTS);
        assertThat(writer.prepare(out)).isZero();
        assertThat(writer.statement(out, 0, key)).isZero();
        assertThat(writer.sync(out)).isEqualTo(1);
        assertWritten(Frames.parse("", "SELECT a FROM t WHERE k = $1"), Frames.bind("", "", Integer.toString(key)),
                Frames.describePortal(""), Frames.execute("", 0), Frames.sync());
    }

    @Test
    void preparedParsesOnce() {
        RequestWriter writer = RequestWriter.of(QueryProtocol.PREPARED, STATEMENTS);
        assertThat(writer.prepare(out)).isEqualTo(1);
        assertWritten(Frames.parse("howdah_bench_0", "SELECT a FROM t WHERE k = $1"), Frames.parse("howdah_bench_1", "COMMIT"),
                Frames.sync());
        out.clear();
        assertThat(writer.statement(out, 0, 42)).isZero();
        assertThat(writer.statement(out, 1, 42)).isZero();
        assertThat(writer.sync(out)).isEqualTo(1);
        assertWritten(Frames.bind("", "howdah_bench_0", "42"), Frames.describePortal(""), Frames.execute("", 0),
                Frames.bind("", "howdah_bench_1"), Frames.describePortal(""), Frames.execute("", 0), Frames.sync());
    }

    private void assertWritten(byte[]... frames) {
        assertThat(ByteBufUtil.getBytes(out)).isEqualTo(Frames.concat(frames));
    }
}
