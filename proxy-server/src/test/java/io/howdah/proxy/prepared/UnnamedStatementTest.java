package io.howdah.proxy.prepared;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.fixtures.Frames;
import io.howdah.proxy.sql.StatementVerdict;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class UnnamedStatementTest {

    private final UnnamedStatement unnamed = new UnnamedStatement();

    private void set(String sql, int... types) {
        byte[] parse = Frames.parse("", sql, types);
        unnamed.set(Unpooled.wrappedBuffer(parse), 6, parse.length - 6, StatementVerdict.of(3));
    }

    private byte[] parse() {
        ByteBuf out = Unpooled.buffer();
        unnamed.writeParse(out);
        return ByteBufUtil.getBytes(out);
    }

    @Test
    void isWrittenAsItCame() {
        for (int length : new int[] {0, 1, 120, 127, 128, 129, 5000, 64, 60_000, 3}) {
            set("x".repeat(length), 23, 25);
            assertThat(parse()).isEqualTo(Frames.parse("", "x".repeat(length), 23, 25));
            assertThat(unnamed.present()).isTrue();
            assertThat(unnamed.verdict().flags()).isEqualTo(3);
        }
    }

    @Test
    void itsVersionChangesWithEachStatement() {
        long none = unnamed.version();
        set("a");
        long first = unnamed.version();
        set("a");
        assertThat(unnamed.version()).isNotEqualTo(first);
        assertThat(first).isNotEqualTo(none);
        long second = unnamed.version();
        unnamed.clear();
        assertThat(unnamed.present()).isFalse();
        assertThat(unnamed.version()).isNotEqualTo(second);
        assertThat(unnamed.verdict()).isSameAs(StatementVerdict.NOTHING);
    }

    @Test
    void oneTooLongIsThereForItsServerOnly() {
        set("a");
        unnamed.setUnkept(StatementVerdict.of(5));
        assertThat(unnamed.present()).isFalse();
        assertThat(unnamed.verdict().flags()).isEqualTo(5);
    }
}
