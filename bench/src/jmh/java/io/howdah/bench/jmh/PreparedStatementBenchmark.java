package io.howdah.bench.jmh;

import io.howdah.protocol.backend.BindComplete;
import io.howdah.protocol.backend.ParseComplete;
import io.howdah.protocol.frontend.Bind;
import io.howdah.protocol.frontend.Close;
import io.howdah.protocol.frontend.Execute;
import io.howdah.protocol.frontend.Parse;
import io.howdah.protocol.frontend.Sync;
import io.netty.buffer.ByteBuf;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** The same transaction with a named statement, whose name on the server is another than the client's. */
public class PreparedStatementBenchmark extends PoolerBenchmark {

    private static final String NAME = "P_0";

    private EmbeddedRelay relay;
    private ByteBuf run;
    private ByteBuf runAnswer;
    private ByteBuf prepareAndRun;

    @Setup
    public void open() {
        relay = new EmbeddedRelay();
        Parse parse = new Parse(NAME, "SELECT abalance FROM pgbench_accounts WHERE aid = $1;", new int[0]);
        Bind bind = new Bind("", NAME, new byte[] {0, 0, 0, 1, 0, 0, 0, 4, '4', '7', '1', '1', 0, 0});
        Execute execute = new Execute("", 0);
        run = Messages.requests(bind, execute, Sync.INSTANCE);
        runAnswer = Messages.answers(BindComplete.INSTANCE, Messages.ONE_ROW, Messages.ONE_SELECTED, Messages.IDLE);
        prepareAndRun = Messages.requests(new Close((byte) 'S', NAME), parse, bind, execute, Sync.INSTANCE);

        // Once prepared it stays on the server, however often the client forgets it and prepares it anew.
        ByteBuf prepare = Messages.requests(parse, Sync.INSTANCE);
        ByteBuf prepared = Messages.answers(ParseComplete.INSTANCE, Messages.IDLE);
        relay.request(prepare);
        EmbeddedRelay.expect("answer to Parse", prepared.readableBytes(), relay.answer(prepared));
        prepare.release();
        prepared.release();
        int renamed = relay.request(run);
        if (renamed <= run.readableBytes()) {
            throw new IllegalStateException("the statement was not renamed: " + renamed + " bytes");
        }
        EmbeddedRelay.expect("answer", runAnswer.readableBytes(), relay.answer(runAnswer));
        // CloseComplete and ParseComplete are the pooler's own: the server is sent what run() sends.
        EmbeddedRelay.expect("request", renamed, relay.request(prepareAndRun));
        relay.answer(runAnswer);
    }

    @TearDown
    public void release() {
        run.release();
        runAnswer.release();
        prepareAndRun.release();
    }

    /** Bind of a statement the server has: the name is replaced. */
    @Benchmark
    public int bind() {
        return relay.request(run) + relay.answer(runAnswer);
    }

    /** Close and Parse before it, as by a driver that prepares each time: both are answered here. */
    @Benchmark
    public int closeParseBind() {
        return relay.request(prepareAndRun) + relay.answer(runAnswer);
    }
}
