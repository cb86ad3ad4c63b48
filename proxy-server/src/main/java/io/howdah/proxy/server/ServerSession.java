package io.howdah.proxy.server;

import io.howdah.proxy.parameters.ParameterSet;
import io.howdah.proxy.parameters.TrackedParameters;

/** What stands in one server's session: the values of its parameters, and what clients have left behind there. Used on its loop. */
public final class ServerSession {

    private ParameterSet reported = ParameterSet.EMPTY;
    private ParameterSet parameters = ParameterSet.EMPTY;
    private int leftBehind;

    // ---- parameters

    /** Every parameter it reports that clients may set, and every other a client's start-up had set here. */
    public ParameterSet parameters() {
        return parameters;
    }

    /** Everything it reports, the server's own parameters included. */
    public ParameterSet reported() {
        return reported;
    }

    /** Replaces the known values: by an equal set, or by one with values set for a client that are not reported. */
    public void parametersAre(ParameterSet set) {
        parameters = set;
    }

    void loginReported(ParameterSet values) {
        reported = values;
        parameters = TrackedParameters.settable(values);
    }

    void parameterReported(String name, String value) {
        reported = reported.with(name, value);
        if (!TrackedParameters.isServerOnly(name)) {
            parameters = parameters.with(name, value);
        }
    }

    /** RESET ALL or DISCARD ALL ran here: what was set without being reported is gone. */
    public void unreportedParametersGone() {
        for (String name : TrackedParameters.surplus(reported, parameters)) {
            parameters = parameters.without(name);
        }
    }

    /** Whether a start-up parameter of a client has it act as another role, which RESET ALL would not undo. */
    public boolean actsAsAnotherRole() {
        return parameters.contains("role") || parameters.contains("session_authorization");
    }

    /** It acts as the role it logged in as. */
    public void roleIsItsOwn() {
        parameters = parameters.without("role").without("session_authorization");
    }

    // ---- everything else

    /** Flags of {@code sql.SessionState}: what may have been left behind here since the last cleaning. */
    public int leftBehind() {
        return leftBehind;
    }

    /** Notes what a request may leave behind. */
    public void leaves(int flags) {
        leftBehind |= flags;
    }

    /** Nothing is left behind. */
    public void cleaned() {
        leftBehind = 0;
    }
}
