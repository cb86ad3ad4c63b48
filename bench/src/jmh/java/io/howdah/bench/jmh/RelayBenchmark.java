package io.howdah.bench.jmh;

import io.howdah.protocol.backend.BindComplete;
import io.howdah.protocol.backend.CommandComplete;
import io.howdah.protocol.backend.ParseComplete;
import io.howdah.protocol.frontend.Bind;
import io.howdah.protocol.frontend.Describe;
import io.howdah.protocol.frontend.Execute;
import io.howdah.protocol.frontend.Parse;
import io.howdah.protocol.frontend.Query;
import io.howdah.protocol.frontend.Sync;
import io.netty.buffer.ByteBuf;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Times one transaction there and back: checkout, request, answer, release. Both reads fill a buffer from the allocator's pool,
 * like a socket's read. In steady state nothing is allocated on the heap ({@code -- -prof gc}).
 */
public class RelayBenchmark extends PoolerBenchmark {

    static final String SQL = "SELECT abalance FROM pgbench_accounts WHERE aid = 4711;";

    private EmbeddedRelay relay;
    private ByteBuf query;
    private ByteBuf queryAnswer;
    private ByteBuf batch;
    private ByteBuf batchAnswer;

    @Setup
    public void open() {
        relay = new EmbeddedRelay();
        query = Messages.requests(new Query(SQL));
        queryAnswer = Messages.answers(Messages.ONE_COLUMN, Messages.ONE_ROW, Messages.ONE_SELECTED, Messages.IDLE);
        EmbeddedRelay.expect("request", query.readableBytes(), relay.request(query));
        EmbeddedRelay.expect("answer", queryAnswer.readableBytes(), relay.answer(queryAnswer));

        batch = Messages.requests(new Parse("", SQL, new int[0]), new Bind("", "", new byte[6]), new Describe((byte) 'P', ""),
                new Execute("", 0), Sync.INSTANCE);
        batchAnswer = Messages.answers(ParseComplete.INSTANCE, BindComplete.INSTANCE, Messages.ONE_COLUMN, Messages.ONE_ROW,
                new CommandComplete("SELECT 1"), Messages.IDLE);
        EmbeddedRelay.expect("request", batch.readableBytes(), relay.request(batch));
        EmbeddedRelay.expect("answer", batchAnswer.readableBytes(), relay.answer(batchAnswer));
    }

    @TearDown
    public void release() {
        query.release();
        queryAnswer.release();
        batch.release();
        batchAnswer.release();
    }

    /** The simple protocol. */
    @Benchmark
    public int simpleQuery() {
        return relay.request(query) + relay.answer(queryAnswer);
    }

    /** The extended protocol with the unnamed statement. The pooler relays the statement unchanged and remembers it. */
    @Benchmark
    public int extendedQuery() {
        return relay.request(batch) + relay.answer(batchAnswer);
    }
}
