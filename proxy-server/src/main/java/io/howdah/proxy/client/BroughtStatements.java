package io.howdah.proxy.client;

import io.howdah.proxy.parameters.ParameterSet;
import io.howdah.proxy.parameters.TrackedParameters;
import io.howdah.proxy.prepared.ClientStatements;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.server.ServerRequests;
import io.howdah.proxy.session.ClientParameters;
import io.howdah.proxy.session.ServerSession;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Prepares one client's named statements on servers that do not have them. PostgreSQL makes constants of a text when it parses the
 * text, by TimeZone and other settings. So the server parses under the settings of the client's own Parse, for this client and for all
 * who share the statement, and then goes back to the settings of now.
 */
final class BroughtStatements {

    /** A savepoint of this name ends in the batch in which it begins. */
    private static final String SAVEPOINT = "\"\1howdah\"";

    private final RequestRules rules;
    private final ClientParameters parameters;

    BroughtStatements(RequestRules rules, ClientParameters parameters) {
        this.rules = rules;
        this.parameters = parameters;
    }

    /** Writes the requests that prepare the client's statement on the server, unless the server has the statement. */
    void bring(ClientStatements.Registration registration, ServerConnection server, ByteBuf out) {
        if (server.statements().use(registration.statement())) {
            return;
        }
        ServerRequests requests = server.requests();
        ServerSession session = server.session();
        ParameterSet then = with(session.base(), registration.constants());
        ParameterSet now = session.isSettled() ? with(session.base(), parameters.constants()) : null;
        if (then == null || !registration.isConfirmed() || (now != null && now.sameAs(then))) {
            prepare(registration, requests, out);
        } else if (now != null) {
            requests.insertStatement(TrackedParameters.locally(then, now), out);
            prepare(registration, requests, out);
            requests.insertStatement(TrackedParameters.locally(now, then), out);
        } else if (isInBlock(server) && !session.runsConnectQuery()) {
            // Nobody knows what this transaction has set. A prepared statement outlives its savepoint; what is set there does not.
            requests.insertStatement("SAVEPOINT " + SAVEPOINT, out);
            requests.insertStatement("RESET ALL", out);
            ParameterSet values = parameters.settingsWith(then);
            if (values.size() > 0) {
                requests.insertStatement(TrackedParameters.locally(values, ParameterSet.EMPTY), out);
            }
            prepare(registration, requests, out);
            requests.insertStatement("ROLLBACK TO SAVEPOINT " + SAVEPOINT, out);
            requests.insertStatement("RELEASE SAVEPOINT " + SAVEPOINT, out);
        } else {
            // Nor does anybody know what connect_query has set that no server reports, or what an unanswered request has ended.
            registration.standsAlone(rules.statements().alone(registration.statement()));
            prepare(registration, requests, out);
        }
    }

    /** Whether the server surely stands in a transaction block: outside a block PostgreSQL refuses a savepoint. */
    private static boolean isInBlock(ServerConnection server) {
        return server.status() == 'T' && server.outstanding().isEmpty();
    }

    /** The settings of a client on a server where connect_query has set others. */
    private static @Nullable ParameterSet with(ParameterSet base, @Nullable ParameterSet ofClient) {
        return ofClient == null ? null : base.withAll(ofClient);
    }

    private void prepare(ClientStatements.Registration registration, ServerRequests requests, ByteBuf out) {
        requests.prepare(registration, out, rules.maxPreparedStatements());
    }
}
