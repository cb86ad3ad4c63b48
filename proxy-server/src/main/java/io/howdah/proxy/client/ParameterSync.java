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
 * Sends the queries that {@link ClientParameters} and {@link Restoration} ask for: they bring a server to its client's
 * parameters, and ask the server about changed values.
 *
 * <p>If servers of this pool have taken each value before, the query goes in the same flight as the client's first message. If a
 * value is new, the query goes alone: PostgreSQL may refuse the value, and then the client's request must not run.
 */
final class ParameterSync {

    private final ClientParameters parameters;

    ParameterSync(ClientParameters parameters) {
        this.parameters = parameters;
    }

    /** How a synchronisation went. */
    interface Outcome {
        /** The client must be told of a value. */
        void tell(ParameterStatus status);

        /** The server has the client's values. */
        void synchronised();

        /**
         * The server has refused a value, and has kept all its old ones.
         *
         * @param queryHasBeenSent whether the client's request went in the same flight
         */
        void refused(ErrorResponse error, boolean queryHasBeenSent);
    }

    /**
     * Brings the server to the client's values.
     *
     * @return whether the client's messages may follow at once; if not, the outcome tells when
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
            // A later RESET would not restore the values that connect_query has set.
            server.session().leaves(StateKind.SETTING | StateKind.ROLE);
        }
        return goesAhead;
    }

    private void agree(ServerConnection server, Outcome outcome) {
        parameters.agree(server.session(), (name, value) -> outcome.tell(new ParameterStatus(name, value)));
    }

    /**
     * Asks the server about values that the transaction does not explain: a reload, or a function, may have changed them.
     *
     * @param then called when the server has answered
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
