package io.howdah.bench.jmh;

import io.howdah.protocol.backend.BackendMessage;
import io.howdah.protocol.backend.BindComplete;
import io.howdah.protocol.backend.CloseComplete;
import io.howdah.protocol.backend.ParameterDescription;
import io.howdah.protocol.backend.ParseComplete;
import io.howdah.protocol.backend.RowDescription;
import io.howdah.protocol.frontend.Bind;
import io.howdah.protocol.frontend.Close;
import io.howdah.protocol.frontend.Execute;
import io.howdah.protocol.frontend.Parse;
import io.howdah.protocol.frontend.Sync;
import io.netty.buffer.ByteBuf;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Times a transaction with a named statement. The pooler replaces the client's name of the statement by the server's name. */
public class PreparedStatementBenchmark extends PoolerBenchmark {

    private static final String NAME = "P_0";

    private EmbeddedRelay relay;
    private ByteBuf run;
    private ByteBuf runAnswer;
    private ByteBuf prepareAndRun;
    private ByteBuf prepareAndRunAnswer;

    @Setup
    public void open() {
        relay = new EmbeddedRelay();
        Parse parse = new Parse(NAME, "SELECT abalance FROM pgbench_accounts WHERE aid = $1;", new int[0]);
        Bind bind = new Bind("", NAME, new byte[] {0, 0, 0, 1, 0, 0, 0, 4, '4', '7', '1', '1', 0, 0});
        Execute execute = new Execute("", 0);
        run = Messages.requests(bind, execute, Sync.INSTANCE);
        runAnswer = Messages.answers(BindComplete.INSTANCE, Messages.ONE_ROW, Messages.ONE_SELECTED, Messages.IDLE);
        prepareAndRun = Messages.requests(new Close((byte) 'S', NAME), parse, bind, execute, Sync.INSTANCE);

        // Behind each Parse the pooler adds a Describe of the statement for itself.
        ParameterDescription oneNumber = new ParameterDescription(RowDescription.Column.INT4_OID);
        ByteBuf prepare = Messages.requests(parse, Sync.INSTANCE);
        ByteBuf prepared = Messages.answers(ParseComplete.INSTANCE, oneNumber, Messages.ONE_COLUMN, Messages.IDLE);
        relay.request(prepare);
        EmbeddedRelay.expect("answer to Parse", lengthOf(ParseComplete.INSTANCE, Messages.IDLE), relay.answer(prepared));
        prepare.release();
        prepared.release();
        int renamed = relay.request(run);
        if (renamed <= run.readableBytes()) {
            throw new IllegalStateException("the statement was not renamed: " + renamed + " bytes");
        }
        EmbeddedRelay.expect("answer", runAnswer.readableBytes(), relay.answer(runAnswer));
        // The server has prepared the text already, so the pooler puts a Close of its own before the Parse. The pooler answers
        // the client's Close itself.
        prepareAndRunAnswer = Messages.answers(CloseComplete.INSTANCE, ParseComplete.INSTANCE, oneNumber, Messages.ONE_COLUMN,
                BindComplete.INSTANCE, Messages.ONE_ROW, Messages.ONE_SELECTED, Messages.IDLE);
        int preparedAnew = relay.request(prepareAndRun);
        if (preparedAnew <= renamed) {
            throw new IllegalStateException("the statement was not prepared anew: " + preparedAnew + " bytes");
        }
        EmbeddedRelay.expect("answer to Close, Parse and the run",
                lengthOf(CloseComplete.INSTANCE, ParseComplete.INSTANCE) + runAnswer.readableBytes(),
                relay.answer(prepareAndRunAnswer));
    }

    private static int lengthOf(BackendMessage... messages) {
        ByteBuf written = Messages.answers(messages);
        try {
            return written.readableBytes();
        } finally {
            written.release();
        }
    }

    @TearDown
    public void release() {
        run.release();
        runAnswer.release();
        prepareAndRun.release();
        prepareAndRunAnswer.release();
    }

    /** Bind of a statement that the server has: the pooler replaces the name. */
    @Benchmark
    public int bind() {
        return relay.request(run) + relay.answer(runAnswer);
    }

    /** Close and Parse before the Bind, like a driver that prepares each time: the server prepares the statement each time. */
    @Benchmark
    public int closeParseBind() {
        return relay.request(prepareAndRun) + relay.answer(prepareAndRunAnswer);
    }
}
