package io.howdah.proxy.client;

import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.backend.ParameterStatus;
import io.howdah.proxy.parameters.ParameterSet;
import io.howdah.proxy.parameters.TrackedParameters;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.server.CommandTag;
import io.howdah.proxy.server.ServerConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One client's parameters: what it asked for at start-up, what it has now, what it was told; and how a server is brought to them.
 *
 * <p>The usual case, the server stands where the client does, is one comparison of references. Else one SET goes ahead of the client's
 * first message, in the same flight, if servers of this pool have taken each of its values before. A value no server has taken yet is
 * sent alone, for if it is refused the client's query must not run.
 */
final class ParameterSync {

    private final Pool pool;
    private final ParameterSet initial;
    private ParameterSet current;
    private ParameterSet told;
    private List<String> pendingResets = List.of();
    private boolean pendingResetAll;
    private boolean resetDone;

    /** @param initial what the servers of the pool report by default, with the client's start-up values put in */
    ParameterSync(Pool pool, ParameterSet initial) {
        this.pool = pool;
        this.initial = initial;
        this.current = initial;
        this.told = initial;
    }

    /** How a synchronisation went. */
    interface Outcome {
        /** The server stands where the client does. */
        void synchronised(ServerConnection server);

        /** The server refused; it stands where it stood. */
        void refused(ServerConnection server, ErrorResponse error, boolean queryHasBeenSent);
    }

    /**
     * Brings the server to the client's values.
     *
     * @return whether the client's messages may follow at once; where not, the outcome says when
     */
    boolean begin(ServerConnection server, Outcome outcome) {
        ParameterSet have = server.session().parameters();
        if (have == current) {
            return true;
        }
        if (have.sameAs(current)) {
            current = current.older(have);
            server.session().parametersAre(current);
            return true;
        }
        List<String> changed = new ArrayList<>();
        ParameterSet wanted = current;
        String sql = TrackedParameters.difference(wanted, have, changed);
        boolean proven = changed.stream().allMatch(pool::isProven);
        server.query(sql, (from, error) -> {
            if (error != null) {
                outcome.refused(from, error, proven);
                return;
            }
            pool.proven(changed);
            settle(from, wanted, have);
            outcome.synchronised(from);
        });
        return proven;
    }

    /** The server's own spelling counts from now on; what it does not report stands as it was set. */
    private void settle(ServerConnection server, ParameterSet wanted, ParameterSet before) {
        ParameterSet settled = server.session().parameters();
        for (String name : TrackedParameters.surplus(wanted, before)) {
            if (!server.session().reported().contains(name)) {
                settled = settled.without(name);
            }
        }
        for (String name : TrackedParameters.surplus(ParameterSet.EMPTY, wanted)) {
            if (!server.session().reported().contains(name)) {
                settled = settled.with(name, wanted.get(name));
            }
        }
        server.session().parametersAre(settled);
        current = settled;
    }

    /** Tells the client of each value that is not what it was told last. */
    void tell(ServerConnection server, Consumer<ParameterStatus> to) {
        if (told == current) {
            return;
        }
        ParameterSet before = told;
        current.forEach((name, value) -> {
            if (server.session().reported().contains(name) && !value.equals(before.get(name))) {
                to.accept(new ParameterStatus(name, value));
            }
        });
        told = current;
    }

    /** What the client is told at login. */
    ParameterSet initial() {
        return initial;
    }

    /** What the client has now. */
    ParameterSet current() {
        return current;
    }

    /** The server reported a value while it worked for the client, who has got the report. */
    void reported(String name, String value) {
        told = told.with(name, value);
        if (!TrackedParameters.isServerOnly(name)) {
            current = current.with(name, value);
        }
    }

    /** A statement is on its way that will set these back; null for all. */
    void resetting(List<String> names) {
        if (names == null) {
            pendingResetAll = true;
        } else {
            List<String> all = new ArrayList<>(pendingResets);
            all.addAll(names);
            pendingResets = all;
        }
    }

    /** A command has ended that may have been such a statement. */
    void completed(CommandTag tag) {
        if (tag == CommandTag.DISCARD_ALL) {
            pendingResetAll = true;
        }
        resetDone |= tag == CommandTag.DISCARD_ALL || tag == CommandTag.RESET || tag == CommandTag.SET;
    }

    /** A ReadyForQuery has come: what was set back stands, for this client, at its own start-up value. */
    void atReadyForQuery(ServerConnection server) {
        if (!resetDone) {
            return;
        }
        resetDone = false;
        if (pendingResetAll) {
            server.session().unreportedParametersGone();
            current = initial;
        } else {
            for (String name : pendingResets) {
                String own = initial.get(name);
                if (!server.session().reported().contains(name)) {
                    server.session().parametersAre(server.session().parameters().without(name));
                }
                current = own == null ? current.without(name) : current.with(name, own);
            }
        }
        pendingResetAll = false;
        pendingResets = List.of();
    }
}
