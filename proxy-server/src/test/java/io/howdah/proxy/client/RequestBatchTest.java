package io.howdah.proxy.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.proxy.prepared.ClientStatements;
import io.howdah.proxy.prepared.StatementRegistry;
import io.howdah.proxy.sql.StatementVerdict;
import org.junit.jupiter.api.Test;

/** Which batches may be sent twice. */
class RequestBatchTest {

    private final RequestBatch batch = new RequestBatch();
    private final ClientStatements names = new ClientStatements();
    private final ClientStatements.Registration one = statement("1");
    private final ClientStatements.Registration other = statement("2");

    private ClientStatements.Registration statement(String text) {
        return names.add(text.getBytes(),
                new StatementRegistry().intern((text + "\0\0\0").getBytes(), null, body -> StatementVerdict.NOTHING));
    }

    @Test
    void oneStatementInAShortBatchOnAFreeServer() {
        batch.begin(4096, true);
        batch.uses(one);
        batch.uses(one);
        batch.leaves();
        assertThat(batch.taken()).isSameAs(one);
        assertThat(batch.taken()).as("asked once").isNull();
    }

    @Test
    void notWithTwoStatements() {
        batch.begin(100, true);
        batch.uses(one);
        batch.uses(other);
        batch.leaves();
        assertThat(batch.taken()).isNull();
    }

    @Test
    void notWithSomethingThatRunsOnce() {
        batch.begin(100, true);
        batch.uses(one);
        batch.onlyOnce();
        batch.leaves();
        assertThat(batch.taken()).isNull();
    }

    @Test
    void notALongBatchAndNotBehindAnother() {
        batch.begin(4097, true);
        batch.uses(one);
        assertThat(batch.statement()).isNull();
        batch.begin(100, false);
        batch.uses(one);
        assertThat(batch.statement()).isNull();
    }

    @Test
    void notBytesThatLeaveBeforeTheSyncHasCome() {
        batch.begin(100, true);
        batch.uses(one);
        assertThat(batch.taken()).isNull();
        batch.leaves();
        batch.end();
        assertThat(batch.taken()).as("the bytes have left otherwise").isNull();
        batch.begin(100, true);
        batch.leaves();
        assertThat(batch.taken()).as("no statement is used").isNull();
    }
}
