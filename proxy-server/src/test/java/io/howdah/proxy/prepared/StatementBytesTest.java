package io.howdah.proxy.prepared;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.proxy.ledger.Account;
import io.howdah.proxy.sql.StatementVerdict;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The account of texts counts each text once, while a client or a server holds it. */
class StatementBytesTest {

    private static final Environment ANYWHERE = new Environment("pool", "");

    private static final int MEGABYTE = 1 << 20;

    private final Account account = new Account("statement_bytes", 4 * MEGABYTE);
    private final StatementRegistry registry = new StatementRegistry(account);
    private final ClientStatements one = new ClientStatements();
    private final ClientStatements other = new ClientStatements();
    private final ServerStatements server = new ServerStatements();

    private PreparedStatement statement(int number, int length) {
        byte[] body = new byte[length];
        body[0] = (byte) number;
        return registry.intern(body, ANYWHERE, text -> StatementVerdict.NOTHING);
    }

    @AfterEach
    void nothingIsLeft() {
        one.clear();
        other.clear();
        server.clear();
        assertThat(account.held()).isZero();
        assertThat(one.bytes()).isZero();
    }

    @Test
    void aTextOfManyIsCountedOnce() {
        PreparedStatement shared = statement(1, MEGABYTE);
        assertThat(account.held()).isZero();
        ClientStatements.Registration first = one.add(new byte[] {1}, shared);
        long once = account.held();
        assertThat(once).isBetween((long) MEGABYTE, MEGABYTE + 1_000L);
        one.add(new byte[] {2}, shared);
        other.add(new byte[] {1}, shared);
        server.add(shared);
        server.confirm(shared);
        assertThat(account.held()).isEqualTo(once);
        assertThat(one.bytes()).as("of one client, by its names").isBetween(2L * MEGABYTE, 2L * MEGABYTE + 1_000);
        assertThat(one.bytesWith(1, MEGABYTE)).isBetween(3L * MEGABYTE, 3L * MEGABYTE + 1_000);
        one.remove(first);
        first.restore();
        one.clear();
        other.clear();
        assertThat(account.held()).as("of the server").isEqualTo(once);
        server.remove(shared);
        server.remove(shared);
        assertThat(account.held()).isZero();
    }

    @Test
    void aServerKeepsFewLongTexts() {
        for (int i = 0; i < 20; i++) {
            server.add(statement(i, MEGABYTE));
            while (server.evict(100) != null) {
                // Each call closes one statement.
            }
        }
        assertThat(server.size()).isEqualTo(8);
        server.add(statement(20, 40 * MEGABYTE));
        while (server.evict(100) != null) {
            // Each call closes one statement.
        }
        assertThat(server.size()).as("the newest stays, whatever its length").isEqualTo(1);
    }

    @Test
    void aLongUnnamedTextIsCounted() {
        UnnamedStatement unnamed = new UnnamedStatement(account);
        unnamed.set(Unpooled.wrappedBuffer(new byte[50_000]), 0, 50_000, StatementVerdict.NOTHING);
        assertThat(account.held()).isBetween(50_000L, 65_536L);
        account.add(4 * MEGABYTE);
        assertThat(unnamed.hasRoomFor(60_000)).as("in what it has").isTrue();
        assertThat(new UnnamedStatement(account).hasRoomFor(5_000)).isFalse();
        assertThat(new UnnamedStatement(account).hasRoomFor(1_000)).isTrue();
        account.giveBack(4 * MEGABYTE);
        unnamed.clear();
    }
}
