package io.howdah.proxy.client;

import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.backend.ParameterStatus;
import io.howdah.proxy.parameters.ParameterSet;
import io.howdah.proxy.parameters.TrackedParameters;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.session.ClientParameters;
import io.howdah.proxy.session.Restoration;
import io.howdah.proxy.sql.StateKind;
import java.util.List;
import java.util.StringJoiner;

/**
 * Brings a server to its client's parameters, and asks it for what the account of them does not know: the queries to what {@link ClientParameters}
 * and {@link Restoration} say.
 *
 * <p>One query goes ahead of the client's first message, in the same flight, if servers of this pool have taken each of its values before. A query
 * with a value that no server has taken yet is sent alone, for if PostgreSQL refuses the value the client's request must not run.
 */
final class ParameterSync {

    private final ClientParameters parameters;

    ParameterSync(ClientParameters parameters) {
        this.parameters = parameters;
    }

    /** How a synchronisation went. */
    interface Outcome {
        /** The client has to be told of a value. */
        void tell(ParameterStatus status);

        /** The server stands where the client does. */
        void synchronised();

        /** The server refused; it stands where it stood. */
        void refused(ErrorResponse error, boolean queryHasBeenSent);
    }

    /**
     * Brings the server to the client's values.
     *
     * @return whether the client's messages may follow at once; if not, the outcome says when
     */
    boolean begin(ServerConnection server, Outcome outcome) {
        if (parameters.isInStep(server.session())) {
            return true;
        }
        Restoration restoration = parameters.restoration(server.session());
        if (restoration.sql().isEmpty()) {
            agree(server, outcome);
            return true;
        }
        boolean goesAhead = parameters.mayGoAhead(restoration);
        server.requests().query(restoration.sql(), error -> {
            if (error != null) {
                outcome.refused(error, goesAhead);
                return;
            }
            parameters.restored(restoration, server.session());
            agree(server, outcome);
            outcome.synchronised();
        });
        if (server.session().runsConnectQuery()) {
            // A RESET of these, later, would not go back to what connect_query has set.
            server.session().leaves(StateKind.SETTING | StateKind.ROLE);
        }
        return goesAhead;
    }

    private void agree(ServerConnection server, Outcome outcome) {
        parameters.agree(server.session(), (name, value) -> outcome.tell(new ParameterStatus(name, value)));
    }

    /**
     * Asks the server whose the values are for which a transaction does not account: a reload's, or a choice that some function made for the client.
     *
     * @param then called when that is known
     */
    void ask(ServerConnection server, Runnable then) {
        List<String> doubts = server.session().doubts();
        ParameterSet before = server.session().reported();
        StringJoiner sql = new StringJoiner(";");
        doubts.forEach(name -> sql.add(TrackedParameters.reset(name)));
        server.requests().query(sql.toString(), error -> {
            parameters.answered(server.session(), doubts, before, error == null);
            then.run();
        });
        server.flush();
    }
}
