package io.howdah.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.proxy.parameters.ParameterSet;
import io.howdah.proxy.prepared.Booking;
import io.howdah.proxy.prepared.ClientStatements;
import io.howdah.proxy.prepared.Environment;
import io.howdah.proxy.prepared.PreparedStatement;
import io.howdah.proxy.prepared.ServerStatements;
import io.howdah.proxy.prepared.StatementRegistry;
import io.howdah.proxy.session.ServerSession;
import io.howdah.proxy.sql.StatementVerdict;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FreshParsesTest {

    private static final Environment ANYWHERE = new Environment("pool", "");

    private final StatementRegistry registry = new StatementRegistry();
    private final ClientStatements names = new ClientStatements();
    private final ServerStatements statements = new ServerStatements();
    private final ServerSession session = new ServerSession(false);
    private final FreshParses parses = new FreshParses(statements, session);

    @BeforeEach
    void login() {
        session.loginReported(ParameterSet.EMPTY.with("TimeZone", "UTC"), null);
    }

    /** A Parse that the server has answered, of the client's or of the pooler's own. */
    private PreparedStatement parsed(String text, boolean own, boolean shared) {
        byte[] body = (text + "\0\0\0").getBytes(StandardCharsets.US_ASCII);
        PreparedStatement statement = registry.intern(body, shared ? ANYWHERE : null, any -> StatementVerdict.NOTHING);
        statements.add(statement);
        parses.parsed(own ? statement : names.add(text.getBytes(StandardCharsets.US_ASCII), statement));
        return statement;
    }

    private void report() {
        session.parameterReported("TimeZone", "Asia/Tokyo");
        parses.parameterReported();
    }

    @Test
    @DisplayName("A report concerns the shared statements of its batch, whoever has sent the Parse, and no others")
    void ofTheBatch() {
        PreparedStatement before = parsed("before", false, true);
        parses.batchEnded();
        PreparedStatement own = parsed("own", true, true);
        PreparedStatement shared = parsed("shared", false, true);
        PreparedStatement alone = parsed("alone", false, false);
        parses.parsed(Booking.NONE);
        report();
        assertThat(statements.isStale(before)).isFalse();
        assertThat(statements.isStale(own)).isTrue();
        assertThat(statements.isStale(shared)).isTrue();
        assertThat(statements.isStale(alone)).isFalse();
    }

    @Test
    @DisplayName("Behind a report that nobody has accounted for, what the client parses is stale at once, and what the pooler brings is not")
    void behindAReport() {
        report();
        assertThat(statements.isStale(parsed("shared", false, true))).isTrue();
        assertThat(statements.isStale(parsed("own", true, true))).isFalse();
        assertThat(statements.isStale(parsed("alone", false, false))).isFalse();
    }

    @Test
    @DisplayName("Of a batch without end no more than 100 statements are held: a report concerns all of the server's then")
    void withoutEnd() {
        PreparedStatement before = parsed("before", false, true);
        parses.batchEnded();
        for (int i = 0; i < 100; i++) {
            parsed("s" + i, false, true);
        }
        report();
        assertThat(statements.isStale(before)).isFalse();
        session.settled();
        parsed("one more", false, true);
        report();
        assertThat(statements.isStale(before)).isTrue();
        parses.batchEnded();
        session.settled();
        PreparedStatement later = parsed("later", false, true);
        parses.batchEnded();
        report();
        assertThat(statements.isStale(later)).isFalse();
    }
}
