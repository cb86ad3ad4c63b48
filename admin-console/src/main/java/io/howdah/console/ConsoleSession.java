package io.howdah.console;

import io.howdah.console.view.ControlException;
import io.howdah.protocol.FrameScanner;
import io.howdah.protocol.FrontendType;
import io.howdah.protocol.ProtocolViolationException;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.TransactionStatus;
import io.howdah.protocol.backend.BackendMessage;
import io.howdah.protocol.backend.CommandComplete;
import io.howdah.protocol.backend.EmptyQueryResponse;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.backend.ReadyForQuery;
import io.howdah.protocol.frontend.Query;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One client's session at the console: messages in, answers out, one command at a time. While a command waits, the session keeps
 * the client's next messages. A cancel request or the end of the connection ends the wait. All methods run on the client's event
 * loop.
 *
 * <pre>
 *   received ---> frame ---> Query ----------> parse ---> allowed? ---> AdminConsole.run ---> answer, ReadyForQuery
 *                       \--> Parse, Bind... ---> {@link ExtendedQueries}        |
 *                                                                         not done yet: busy
 * </pre>
 */
public final class ConsoleSession {

    /** Bytes; far longer than any command. */
    private static final int LONGEST_MESSAGE = 1 << 20;

    /** Bytes that a client may send ahead of a command that waits. */
    private static final int MOST_AHEAD = 64 << 10;

    private final AdminConsole console;
    private final ConsoleClient client;
    private final ConsoleOutput output;
    private final FrameScanner scanner = new FrameScanner(LONGEST_MESSAGE);
    private final ExtendedQueries extended;

    private @Nullable ByteBuf pending;
    private @Nullable ByteBuf out;
    private @Nullable CompletableFuture<Answer> running;
    private @Nullable Deque<Statement> batch;
    private boolean inTransaction;
    private boolean hasAsked;
    private boolean ended;

    public ConsoleSession(AdminConsole console, ConsoleClient client, ConsoleOutput output) {
        this.console = console;
        this.extended = new ExtendedQueries(this, console);
        this.client = client;
        this.output = output;
    }

    // ---- in and out

    /** Takes bytes from the client, cut anywhere; takes ownership. */
    public void received(ByteBuf in) {
        if (ended) {
            in.release();
            return;
        }
        if (pending == null) {
            pending = output.allocate();
        }
        pending.discardReadBytes().writeBytes(in);
        in.release();
        goOn();
    }

    /** Handles the complete messages received so far, until a command has to wait. */
    private void goOn() {
        try {
            while (running == null && !ended && frame()) {
                // frame() handles one message.
            }
        } catch (ProtocolViolationException e) {
            fail(ErrorResponse.of("FATAL", SqlState.PROTOCOL_VIOLATION, e.getMessage()));
        }
        if (!ended) {
            output.read(running == null || pending == null || pending.readableBytes() < MOST_AHEAD);
        }
        flush();
    }

    /** @return whether there was a whole message */
    private boolean frame() {
        if (pending == null) {
            return false;
        }
        scanner.start(pending);
        if (!scanner.next(pending) || !scanner.complete()) {
            scanner.unread();
            return false;
        }
        ByteBuf body = pending.slice(scanner.bodyIndex(), scanner.bodyLength());
        pending.readerIndex(scanner.position());
        byte type = scanner.type();
        if (!hasAsked && type != FrontendType.TERMINATE) {
            // PgBouncer counts a console's whole session as one query and one transaction, from the first message on.
            hasAsked = true;
            client.asks();
        }
        switch (type) {
            case FrontendType.QUERY:
                query(Query.read(body).query());
                break;
            case FrontendType.TERMINATE:
                end();
                break;
            case FrontendType.COPY_DATA, FrontendType.COPY_DONE, FrontendType.COPY_FAIL:
                break; // PostgreSQL ignores COPY messages outside COPY
            case FrontendType.PARSE, FrontendType.BIND, FrontendType.DESCRIBE, FrontendType.EXECUTE, FrontendType.CLOSE,
                    FrontendType.SYNC, FrontendType.FLUSH:
                extended.message(type, body);
                break;
            default:
                throw new ProtocolViolationException("unsupported packet type for admin console: " + FrontendType.name(type));
        }
        return true;
    }

    void write(BackendMessage message) {
        if (out == null) {
            out = output.allocate();
        }
        message.write(out);
        if (message instanceof ErrorResponse error) {
            client.refused(error);
        }
    }

    private void flush() {
        if (out != null) {
            ByteBuf bytes = out;
            out = null;
            output.send(bytes);
        }
    }

    void ready() {
        write(new ReadyForQuery(inTransaction ? TransactionStatus.IN_TRANSACTION : TransactionStatus.IDLE));
    }

    // ---- commands

    private void query(String text) {
        extended.simpleQuery();
        List<Statement> statements;
        try {
            statements = console.parse(text);
        } catch (CommandSyntaxException e) {
            write(syntaxError(e));
            ready();
            return;
        }
        if (statements.isEmpty()) {
            write(EmptyQueryResponse.INSTANCE);
        }
        batch = new ArrayDeque<>(statements);
        runBatch();
    }

    /** Runs the commands of a simple query in order until one has to wait; an error ends the query. */
    private void runBatch() {
        while (batch != null && running == null) {
            Deque<Statement> commands = batch;
            Statement next = commands.poll();
            if (next == null) {
                batch = null;
                ready();
            } else {
                run(next, this::writeWhole, error -> {
                    write(error);
                    commands.clear();
                });
            }
        }
    }

    private void writeWhole(Answer answer) {
        answer.notices().forEach(this::write);
        if (!answer.columns().isEmpty()) {
            write(Answer.describe(answer.columns(), List.of()));
            for (int row = 0; row < answer.rows().size(); row++) {
                write(answer.row(row, List.of()));
            }
        }
        write(new CommandComplete(answer.tag()));
    }

    /** Runs one command. If the result is not there at once, the session is busy until it is. */
    void run(Statement statement, Consumer<Answer> then, Consumer<ErrorResponse> failed) {
        AdminCommand command = statement.command();
        boolean allowed = client.role().filter(role -> Permissions.allow(role, command)).isPresent();
        if (!allowed) {
            failed.accept(error("admin access needed").withPosition(statement.position()));
            return;
        }
        CompletableFuture<Answer> answer;
        try {
            answer = console.run(command, client);
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        if (answer.isDone()) {
            conclude(answer, statement, then, failed);
            return;
        }
        running = answer;
        CompletableFuture<Answer> waited = answer;
        answer.whenComplete((done, problem) -> output.execute(() -> {
            running = null;
            if (!ended) {
                conclude(waited, statement, then, failed);
                runBatch();
                goOn();
            }
        }));
    }

    private void conclude(CompletableFuture<Answer> done, Statement statement, Consumer<Answer> then,
            Consumer<ErrorResponse> failed) {
        Answer answer;
        try {
            answer = done.join();
        } catch (CancellationException e) {
            failed.accept(ErrorResponse.of("ERROR", SqlState.QUERY_CANCELED, "canceling statement due to user request"));
            return;
        } catch (CompletionException e) {
            failed.accept(error(e.getCause()).withPosition(statement.position()));
            return;
        }
        if (statement.command() instanceof AdminCommand.Transaction transaction) {
            inTransaction = transaction.open();
        } else if (statement.command() instanceof AdminCommand.Forget forget && forget.tag().endsWith(" ALL")) {
            extended.forget();
        }
        then.accept(answer);
    }

    /** An error in PgBouncer's style: all errors of its console have the same SQLSTATE. */
    static ErrorResponse error(@Nullable String message) {
        return ErrorResponse.of("ERROR", SqlState.PROTOCOL_VIOLATION, message);
    }

    private static ErrorResponse error(@Nullable Throwable cause) {
        if (cause instanceof CompletionException wrapped && wrapped.getCause() != null) {
            return error(wrapped.getCause());
        }
        if (cause instanceof ControlException refused) {
            ErrorResponse error = ErrorResponse.of("ERROR", refused.state(), refused.getMessage());
            return refused.detail().map(error::withDetailInLines).orElse(error);
        }
        return ErrorResponse.of("ERROR", SqlState.INTERNAL_ERROR, "internal error of the pooler: " + cause);
    }

    static ErrorResponse syntaxError(CommandSyntaxException e) {
        return error(e.getMessage()).withPosition(e.position());
    }

    // ---- end

    /** A cancel request for this session: stops the command that waits. */
    public void cancel() {
        if (running != null) {
            running.cancel(false);
        }
    }

    /** Sends the error and closes the connection. */
    public void fail(ErrorResponse fatal) {
        if (!ended) {
            write(fatal);
            end();
        }
    }

    /** The connection has closed: the command that waits is stopped. */
    public void closed() {
        release();
    }

    private void end() {
        flush();
        release();
        output.close();
    }

    private void release() {
        ended = true;
        if (running != null) {
            running.cancel(false);
        }
        if (pending != null) {
            pending.release();
            pending = null;
        }
        if (out != null) {
            out.release();
            out = null;
        }
    }
}
