package io.howdah.proxy.client;

import io.howdah.config.LogSettings;
import io.howdah.protocol.FrontendType;
import io.howdah.protocol.ProtocolViolationException;
import io.howdah.protocol.backend.ErrorResponse;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How one client ends: at once, with or without last words, or after its farewell. PostgreSQL carries out whatever comes before a Terminate, so a
 * client that has said farewell stays until its requests have been answered, also where its socket has closed meanwhile.
 */
final class SessionEnd {

    private static final Logger LOG = LoggerFactory.getLogger(SessionEnd.class);

    private final ClientIdentity identity;
    private final Supplier<LogSettings> logs;
    private final SessionClock clock;
    private final SessionProgress progress;
    private final ServerLink link;
    private final ClientOutput output;
    private final Gone gone;
    private Farewell farewell;

    /**
     * The client asks for nothing more.
     *
     * @param lastWords what it is told; null after a Terminate
     */
    private record Farewell(ErrorResponse lastWords) {
        static final Farewell TERMINATE = new Farewell(null);
    }

    /** What a client's end means for others. */
    interface Gone {
        /** The client's server, its place in the queue and its buffers are to be given back. */
        void letGo();

        /** Nothing is left of the client. */
        void disposed();
    }

    /**
     * @param logs what is to be logged, as it stands
     */
    SessionEnd(ClientIdentity identity, Supplier<LogSettings> logs, SessionClock clock, SessionProgress progress, ServerLink link,
            ClientOutput output, Gone gone) {
        this.identity = identity;
        this.logs = logs;
        this.clock = clock;
        this.progress = progress;
        this.link = link;
        this.output = output;
        this.gone = gone;
    }

    // ---- after a farewell

    /** The client has sent Terminate. */
    void terminated() {
        leaves(Farewell.TERMINATE);
    }

    /** The client has sent what no client sends: it is told so when what it asked for before has been answered, as PostgreSQL does. */
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

    /** Ends the client that has said farewell, if nothing is owed to it. */
    void afterFarewell() {
        if (link.server() != null && !progress.isOver()) {
            link.endCopyAndDoubts(FrontendType.TERMINATE);
        }
        ErrorResponse lastWords = farewell.lastWords();
        if (progress.isOver() || link.owes(lastWords != null)) {
            return;
        }
        if (lastWords != null) {
            withError(lastWords, lastWords.message());
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

    /** The first error holds. A client that has a part of an answer hears nothing: it would take the words for the rest of that. */
    void withError(ErrorResponse error, String reason) {
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
        leave();
    }

    /** Ends the client without a word to it, whatever has been begun before. */
    void silently(String reason) {
        if (!progress.is(SessionPhase.CLOSED)) {
            progress.enter(SessionPhase.ENDING);
        }
        log(reason);
        leave();
    }

    /** The socket has closed, and nothing keeps the client. */
    void withItsSocket() {
        if (!progress.isOver()) {
            progress.enter(SessionPhase.ENDING);
            log(ClientEnd.CLIENT_EOF.log());
        }
        gone.letGo();
        dispose();
    }

    private void log(String reason) {
        if (logs.get().disconnections()) {
            LOG.info("{} closing because: {} (age={}s)", identity.logName(), reason, clock.ageSeconds());
        }
    }

    private void leave() {
        gone.letGo();
        if (output.isClosed()) {
            dispose();
        } else {
            output.close();
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
