package io.howdah.proxy.server;

import io.howdah.protocol.FrontendType;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.prepared.Booking;
import io.howdah.proxy.prepared.ServerStatements;
import io.howdah.proxy.stream.FrameStream;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Handles one server's errors: decides what happens to the failed request, to the requests behind it, and whether the peer gets
 * the error.
 */
final class ServerErrors {

    private final Backend backend;
    private final ServerProgress progress;
    private final OutstandingRequests outstanding;
    private final ServerStatements statements;
    private final StalePlanRetry retry;
    private final FrameStream stream;
    private final InStep inStep;
    private @Nullable ErrorResponse ownError;

    ServerErrors(Backend backend, ServerProgress progress, OutstandingRequests outstanding, ServerStatements statements,
            StalePlanRetry retry, FrameStream stream, InStep inStep) {
        this.backend = backend;
        this.progress = progress;
        this.outstanding = outstanding;
        this.statements = statements;
        this.retry = retry;
        this.stream = stream;
        this.inStep = inStep;
    }

    /** The error of the pooler's own query that ends now; null if the query had none. */
    @Nullable
    ErrorResponse takeOwn() {
        ErrorResponse error = ownError;
        ownError = null;
        return error;
    }

    /** An ErrorResponse is the current frame. The frame is whole unless it is too long to gather. */
    void arrived() {
        ErrorResponse error = stream.complete() ? ErrorResponse.read(stream.body()) : null;
        String severity = error == null ? null : error.severity();
        if (backend.peer() != null && !outstanding.isOwn() && outstanding.type() != OutstandingRequests.BARRIER) {
            progress.stats().serverSaid(error == null ? null : error.sqlState());
        }
        if (error != null && ("FATAL".equals(severity) || "PANIC".equals(severity))) {
            backend.fatal(error);
            // If only a query of the pooler's own is outstanding, the peer has asked nothing yet and another server can serve it.
            if (backend.peer() == null || (outstanding.isOwn() && outstanding.size() == 1)) {
                stream.leaveOut();
            }
            return;
        }
        if (inStep.isInDoubt()) {
            inStep.doubtsEnd();
        }
        byte request = outstanding.type();
        if (request != OutstandingRequests.BARRIER && error != null) {
            String broken = inStep.endOfBrokenCopy(error.message());
            if (broken != null) {
                synchronizationLost(broken);
                return;
            }
        }
        if (request == OutstandingRequests.BARRIER) {
            stream.leaveOut();
        } else if (outstanding.isOwn()) {
            ownError = error;
            stream.leaveOut();
        } else if (request == 0) {
            // No request is outstanding: a timeout's ERROR has crossed a ReadyForQuery. Only the peer can make sense of such an
            // error.
            if (backend.peer() == null) {
                stream.leaveOut();
            }
        } else if (request == FrontendType.QUERY || request == FrontendType.FUNCTION_CALL) {
            outstanding.copyInFailed();
            RequestNote note = outstanding.note();
            if (note != null) {
                failed(note);
            }
            if (error == null || isAboutProtocol(error)) {
                outstanding.suspect();
            }
        } else if (request != FrontendType.SYNC) {
            extendedError(error);
        }
    }

    /** The request failed. Names that it was to deallocate stay, and the pooler's additions behind the failure do not run. */
    private void failed(RequestNote note) {
        if (note.isFailedBefore()) {
            stream.leaveOut();
        } else {
            if (outstanding.action() == ResponseAction.SKIP) {
                // The client's values, or those of connect_query, could not be set again.
                backend.closeWhenFree(DisconnectReason.PARAMETERS);
            }
            outstanding.actionIs(ResponseAction.FORWARD);
        }
        note.skipped(outstanding.type(), statements);
    }

    /** Writes PostgreSQL's errors: that of CopyGetData, then that of PostgresMain. */
    private void synchronizationLost(String why) {
        ByteBuf out = stream.replace();
        ErrorResponse.of("ERROR", SqlState.PROTOCOL_VIOLATION, why).write(out);
        ErrorResponse.of("FATAL", SqlState.PROTOCOL_VIOLATION, "terminating connection because protocol synchronization was lost")
                .write(out);
        stream.flush();
        if (backend.peer() != null) {
            backend.peer().synchronizationLost();
        }
    }

    /** An error in the extended protocol: the server answers no further request until the next Sync. */
    private void extendedError(@Nullable ErrorResponse error) {
        boolean stalePlan = error != null && "0A000".equals(error.sqlState()) && "RevalidateCachedQuery".equals(error.routine());
        if (stalePlan && retry.begin()) {
            stream.leaveOut();
            return;
        }
        Booking refused = outstanding.booking();
        if (error != null) {
            ErrorResponse reworded = refused.reworded(error);
            if (!reworded.equals(error)) {
                reworded.write(stream.replace());
            }
        }
        retry.forget();
        if (refused.keepsError()) {
            stream.leaveOut();
        }
        outstanding.failToSync(statements);
        if (outstanding.isSkipping() || error == null || isAboutProtocol(error)) {
            outstanding.suspect();
        }
    }

    /** With 08P01 server and pooler may disagree on the messages that were sent. */
    private static boolean isAboutProtocol(ErrorResponse error) {
        return "08P01".equals(error.sqlState());
    }
}
