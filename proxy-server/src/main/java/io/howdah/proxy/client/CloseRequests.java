package io.howdah.proxy.client;

import io.howdah.protocol.FrontendType;
import io.howdah.protocol.backend.CloseComplete;
import io.howdah.proxy.prepared.Booking;
import io.howdah.proxy.prepared.ClientStatements;
import io.howdah.proxy.prepared.UnnamedStatement;
import io.howdah.proxy.server.OutstandingRequests;
import io.howdah.proxy.server.ResponseAction;
import io.howdah.proxy.stream.FrameStream;
import org.jspecify.annotations.Nullable;

/**
 * Relays Close of one client. The pooler itself answers Close of a named statement: servers keep the statement for other
 * clients.
 */
final class CloseRequests {

    private final RequestRules rules;
    private final ClientStatements named;
    private final UnnamedStatement unnamed;
    private final ClientOutput output;
    private final RequestWalk walk;
    private final FrameStream stream;

    /**
     * Nothing is closed yet.
     *
     * @param named the client's named statements
     * @param unnamed the client's unnamed statement
     */
    CloseRequests(RequestRules rules, ClientStatements named, UnnamedStatement unnamed, ClientOutput output, RequestWalk walk) {
        this.rules = rules;
        this.named = named;
        this.unnamed = unnamed;
        this.output = output;
        this.walk = walk;
        this.stream = walk.stream();
    }

    /** Handles the current frame, with a server. @return false if the walk stops: the frame is cut */
    boolean close() {
        if (!stream.complete()) {
            return stream.awaitWhole();
        }
        walk.batch().onlyOnce();
        boolean ofStatement = StatementNames.isOfStatement(stream);
        boolean isNamed = stream.bodyLength() > 2;
        if (!ofStatement || !isNamed || rules.passesNames(named)) {
            if (walk.expectOrDrop() && ofStatement && !isNamed) {
                unnamed.clear();
                walk.server().statements().unnamedIsGone();
            }
            return true;
        }
        stream.leaveOut();
        OutstandingRequests owed = walk.server().outstanding();
        if (!owed.isSkipping()) {
            ClientStatements.Registration registration = forget();
            if (owed.owesNothing()) {
                output.reply(CloseComplete.INSTANCE);
            } else {
                owed.add(FrontendType.CLOSE, ResponseAction.FAKE, registration == null ? Booking.NONE : registration);
            }
        }
        return true;
    }

    /** Answers Close of a named statement without a server. @return whether the current frame is such a Close */
    boolean closedHere() {
        boolean own = stream.complete() && !rules.passesNames(named) && stream.bodyLength() > 2
                && StatementNames.isOfStatement(stream);
        if (own) {
            forget();
            output.reply(CloseComplete.INSTANCE);
        }
        return own;
    }

    private ClientStatements.@Nullable Registration forget() {
        ClientStatements.Registration registration = named.find(stream.buffer(), stream.bodyIndex() + 1, stream.bodyLength() - 2);
        if (registration != null) {
            named.remove(registration);
        }
        return registration;
    }
}
