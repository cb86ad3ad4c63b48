package io.howdah.proxy.prepared;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.FrontendType;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.ledger.Account;
import io.howdah.proxy.sql.StatementVerdict;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The effects that a Parse, a Close or a Describe books when it is sent, and what keeps them or takes them back. */
class BookingTest {

    private static final byte[] NAME = {'s'};

    private final Account account = new Account("test", Long.MAX_VALUE);
    private final StatementRegistry registry = new StatementRegistry(account);
    private final ClientStatements client = new ClientStatements();
    private final ServerStatements server = new ServerStatements();
    private final PreparedStatement statement = statement("SELECT 1");

    private PreparedStatement statement(String text) {
        return registry.intern((text + "\0\0\0").getBytes(StandardCharsets.US_ASCII), null, body -> StatementVerdict.NOTHING);
    }

    private ClientStatements.Registration parse() {
        ClientStatements.Registration sent = client.add(NAME, statement);
        server.add(statement);
        return sent;
    }

    @Test
    void aParseThatIsRefusedGivesNoName() {
        ClientStatements.Registration sent = parse();
        sent.skipped(FrontendType.PARSE, server);
        assertThat(client.find(NAME)).isNull();
        assertThat(server.knows(statement)).isFalse();
        assertThat(account.held()).isZero();
        sent.skipped(FrontendType.CLOSE, server);
        assertThat(client.find(NAME)).as("of a Close behind it, the name never stood for anything").isNull();
    }

    @Test
    void aCloseThatIsPassedOverLetsTheNameStand() {
        ClientStatements.Registration sent = parse();
        client.remove(sent);
        sent.skipped(FrontendType.CLOSE, server);
        assertThat(client.find(NAME)).isSameAs(sent);
        assertThat(server.knows(statement)).isTrue();
    }

    @Test
    void aUseThatIsPassedOverChangesNothing() {
        ClientStatements.Registration used = parse();
        used.skipped(FrontendType.BIND, server);
        used.skipped(FrontendType.DESCRIBE, server);
        assertThat(client.find(NAME)).isSameAs(used);
        assertThat(server.knows(statement)).isTrue();
    }

    @Test
    void aClientThatHasGoneGetsNoNames() {
        ClientStatements.Registration sent = parse();
        client.remove(sent);
        client.release();
        sent.skipped(FrontendType.CLOSE, server);
        sent.outlivesDiscard(FrontendType.CLOSE, server);
        assertThat(client.size()).isZero();
        server.clear();
        assertThat(account.held()).as("bytes held for nobody").isZero();
    }

    @Test
    void behindADiscardAParseStandsAndACloseDoesNot() {
        ClientStatements.Registration sent = parse();
        client.clear();
        server.clear();
        sent.outlivesDiscard(FrontendType.PARSE, server);
        assertThat(client.find(NAME)).isSameAs(sent);
        assertThat(server.isPreparing(statement)).isTrue();
        sent.outlivesDiscard(FrontendType.CLOSE, server);
        assertThat(client.find(NAME)).isNull();
    }

    @Test
    void whatNobodyWillHearOfIsClosedBeforeItIsPreparedAgain() {
        ClientStatements.Registration sent = parse();
        assertThat(sent.unheard(FrontendType.BIND, server)).isFalse();
        assertThat(server.isStale(statement)).isFalse();
        assertThat(sent.unheard(FrontendType.PARSE, server)).isFalse();
        assertThat(server.isStale(statement)).isTrue();
        PreparedStatement closed = statement("SELECT 2");
        closed.unheard(FrontendType.CLOSE, server);
        assertThat(server.isStale(closed)).isTrue();
    }

    @Test
    void thePoolersOwnParseAndClose() {
        server.add(statement);
        statement.skipped(FrontendType.PARSE, server);
        assertThat(server.knows(statement)).isFalse();
        statement.skipped(FrontendType.CLOSE, server);
        assertThat(server.use(statement)).as("what was to be closed is there").isTrue();
        assertThat(server.isPreparing(statement)).isFalse();
        server.clear();
        statement.outlivesDiscard(FrontendType.PARSE, server);
        assertThat(server.isPreparing(statement)).isTrue();
    }

    @Test
    void anUnnamedParseThatFailsEndsTheStatementAndOneThatOnlyBroughtItDoesNot() {
        UnnamedStatement unnamed = new UnnamedStatement();
        unnamed.set(Unpooled.wrappedBuffer(new byte[] {'1', 0, 0, 0}), 0, 4, StatementVerdict.NOTHING);
        unnamed.isNowOn(server);
        unnamed.brought().skipped(FrontendType.PARSE, server);
        assertThat(unnamed.isOn(server)).isFalse();
        assertThat(unnamed.present()).isTrue();
        unnamed.isNowOn(server);
        unnamed.skipped(FrontendType.PARSE, server);
        assertThat(unnamed.isOn(server)).isFalse();
        assertThat(unnamed.present()).isFalse();
        assertThat(unnamed.isUnnamed()).isTrue();
        assertThat(unnamed.brought().isUnnamed()).isFalse();
    }

    @Test
    void errorsNameTheStatementAsTheClientDoes() {
        ClientStatements.Registration used = parse();
        ErrorResponse error = ErrorResponse.of("ERROR", SqlState.INVALID_SQL_STATEMENT_NAME,
                "prepared statement \"" + statement + "\" does not exist");
        assertThat(used.reworded(error).message()).isEqualTo("prepared statement \"s\" does not exist");
        assertThat(used.reworded(error).sqlState()).isEqualTo("26000");
        ErrorResponse other = ErrorResponse.of("ERROR", SqlState.QUERY_CANCELED, "canceling statement due to user request");
        assertThat(used.reworded(other)).isSameAs(other);
    }

    @Test
    void aDescribeThatIsAnsweredTellsTheShape() {
        ClientStatements.Registration used = parse();
        assertThat(used.isTold()).isFalse();
        used.describedWithoutColumns(server);
        assertThat(used.isTold()).isTrue();
    }
}
