package io.howdah.proxy.prepared;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.proxy.sql.StatementVerdict;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class ServerStatementsTest {

    private final ServerStatements statements = new ServerStatements();
    private final PreparedStatement a = new PreparedStatement(1, new byte[] {1}, StatementVerdict.NOTHING);
    private final PreparedStatement b = new PreparedStatement(2, new byte[] {2}, StatementVerdict.NOTHING);
    private final PreparedStatement c = new PreparedStatement(3, new byte[] {3}, StatementVerdict.NOTHING);

    @Test
    void theLeastRecentlyUsedGoesFirst() {
        statements.add(a);
        statements.add(b);
        statements.add(c);
        assertThat(statements.evict(3)).isNull();
        assertThat(statements.use(a)).isTrue();
        assertThat(statements.evict(2)).isSameAs(b);
        assertThat(statements.evict(1)).isSameAs(c);
        assertThat(statements.evict(1)).isNull();
        assertThat(statements.use(b)).isFalse();
        assertThat(statements.size()).isEqualTo(1);
    }

    @Test
    void anOutdatedOneIsThereButNotReady() {
        statements.markStale(a);
        assertThat(statements.isStale(a)).as("never prepared here").isFalse();
        statements.add(a);
        statements.markStale(a);
        assertThat(statements.isStale(a)).isTrue();
        assertThat(statements.use(a)).isFalse();
        assertThat(statements.size()).isEqualTo(1);
        statements.add(a);
        assertThat(statements.isStale(a)).isFalse();
        assertThat(statements.use(a)).isTrue();
    }

    @Test
    void clearedItHasNone() {
        statements.add(a);
        statements.clear();
        assertThat(statements.use(a)).isFalse();
        assertThat(statements.evict(0)).isNull();
    }

    @Test
    void theUnnamedStatementIsOneClientsAsItStood() {
        UnnamedStatement mine = new UnnamedStatement();
        UnnamedStatement other = new UnnamedStatement();
        mine.set(Unpooled.wrappedBuffer(new byte[] {'x', 0, 0, 0}), 0, 4, StatementVerdict.NOTHING);
        mine.isNowOn(statements);
        assertThat(mine.isOn(statements)).isTrue();
        assertThat(other.isOn(statements)).isFalse();
        mine.set(Unpooled.wrappedBuffer(new byte[] {'y', 0, 0, 0}), 0, 4, StatementVerdict.NOTHING);
        assertThat(mine.isOn(statements)).as("another text since").isFalse();
        mine.isNowOn(statements);
        mine.clear();
        assertThat(mine.isOn(statements)).isFalse();
        statements.unnamedIsGone();
        assertThat(other.isOn(statements)).isFalse();
    }
}
