package io.howdah.proxy.client;

import io.howdah.config.LogSettings;
import io.howdah.protocol.FrontendType;
import io.howdah.protocol.ProtocolViolationException;
import io.howdah.protocol.backend.ErrorResponse;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of one client: at once, with or without an error, or after its farewell. A client says farewell with a Terminate, or by
 * breaking the protocol. PostgreSQL carries out all requests before a Terminate, so the client stays until the server has
 * answered them, even if the client's socket has closed meanwhile.
 */
final class SessionEnd {

    private static final Logger LOG = LoggerFactory.getLogger(SessionEnd.class);

    private final ClientIdentity identity;
    private final Supplier<LogSettings> logs;
    private final SessionClock clock;
    private final SessionProgress progress;
    private final SessionInput input;
    private final ServerLink link;
    private final ClientOutput output;
    private final Gone gone;
    private @Nullable Farewell farewell;

    /**
     * The client will send no further request.
     *
     * @param lastWords the error that the client gets at its end; null after a Terminate
     */
    private record Farewell(@Nullable ErrorResponse lastWords) {
        static final Farewell TERMINATE = new Farewell(null);
    }

    /** The session that ends. */
    interface Gone {
        /** Gives back the client's server, its place in the queue and its buffers. */
        void letGo();

        /** The client has ended, and its socket has closed. */
        void disposed();
    }

    /** @param logs the log settings in force */
    SessionEnd(ClientIdentity identity, Supplier<LogSettings> logs, SessionClock clock, SessionProgress progress,
            SessionInput input,
            ServerLink link, ClientOutput output, Gone gone) {
        this.identity = identity;
        this.logs = logs;
        this.clock = clock;
        this.progress = progress;
        this.input = input;
        this.link = link;
        this.output = output;
        this.gone = gone;
    }

    // ---- after a farewell

    /** The client has sent Terminate. */
    void terminated() {
        leaves(Farewell.TERMINATE);
    }

    /**
     * The client has broken the protocol. Like PostgreSQL, the pooler first delivers the answers to the requests before the
     * fault.
     */
    void violated(ProtocolViolationException violation) {
        ErrorResponse lastWords = ErrorResponse.of("FATAL", violation.state(), violation.getMessage());
        leaves(new Farewell(violation.hint() == null ? lastWords : lastWords.withHint(violation.hint())));
    }

    private void leaves(Farewell said) {
        if (farewell == null) {
            farewell = said;
            link.askForAnswers();
            afterFarewell();
        }
    }

    /** Whether the client has said farewell. */
    boolean isLeaving() {
        return farewell != null;
    }

    /** Ends a client that has said farewell, if the server owes it no further answer. */
    void afterFarewell() {
        if (link.server() != null && !progress.isOver()) {
            link.endCopyAndDoubts(FrontendType.TERMINATE);
        }
        assert farewell != null : "a client that leaves has said farewell";
        ErrorResponse lastWords = farewell.lastWords();
        if (progress.isOver() || link.owes(lastWords != null)) {
            return;
        }
        if (lastWords != null) {
            withError(lastWords, lastWords.message(), true);
        } else {
            with(ClientEnd.CLIENT_REQUEST);
        }
    }

    // ---- at once

    /** Ends the client for a reason of the pooler's own. */
    void with(ClientEnd why) {
        if (why.error() == null) {
            silently(why.log());
        } else {
            withError(why.error(), why.log());
        }
    }

    /**
     * Ends the client with an error; later errors do not count. A client in the middle of an answer gets no error, which it would
     * read as a part of that answer.
     */
    void withError(ErrorResponse error, @Nullable String reason) {
        withError(error, reason, false);
    }

    /** @param isSending whether the client may be in the middle of a message */
    private void withError(ErrorResponse error, @Nullable String reason, boolean isSending) {
        if (progress.isOver()) {
            return;
        }
        progress.enter(SessionPhase.ENDING);
        log(reason);
        if (logs.get().poolerErrors()) {
            LOG.warn("{} pooler error: {}", identity.logName(), error.message());
        }
        if (link.server() == null || !link.server().isMidAnswer()) {
            output.fail(error);
        }
        output.flush();
        leave(isSending);
    }

    /** Ends the client without an error, even if its end has begun. */
    void silently(String reason) {
        if (!progress.isOver()) {
            progress.enter(SessionPhase.ENDING);
            log(reason);
        }
        leave(false);
    }

    /** The socket has closed, and the client has no requests to stay for. */
    void withItsSocket() {
        if (!progress.isOver()) {
            progress.enter(SessionPhase.ENDING);
            log(ClientEnd.CLIENT_EOF.log());
        }
        gone.letGo();
        dispose();
    }

    private void log(@Nullable String reason) {
        if (logs.get().disconnections()) {
            LOG.info("{} closing because: {} (age={}s)", identity.logName(), reason, clock.ageSeconds());
        }
    }

    private void leave(boolean isSending) {
        gone.letGo();
        if (output.isClosed()) {
            dispose();
        } else {
            output.close(isSending);
            if (isSending) {
                input.openForGood(); // What comes is dropped.
            }
        }
    }

    private void dispose() {
        if (!progress.is(SessionPhase.CLOSED)) {
            output.release();
            progress.enter(SessionPhase.CLOSED);
            gone.disposed();
        }
    }
}
