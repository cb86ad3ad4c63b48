package io.howdah.proxy.session;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * The reasons for which one client keeps its server: the one answer to the question whether the server goes back to the pool at the end of a
 * transaction. A further reason is a constant of {@link PinReason} and a line here.
 */
public final class Pins {

    private final BooleanSupplier sessionMode;

    /** @param sessionMode whether the client's pool has {@code pool_mode = session} now; a reload may change that */
    public Pins(BooleanSupplier sessionMode) {
        this.sessionMode = sessionMode;
    }

    /** Whether the client keeps its server. */
    public boolean any() {
        return sessionMode.getAsBoolean();
    }

    /** All reasons that stand. */
    public Set<PinReason> reasons() {
        return sessionMode.getAsBoolean() ? EnumSet.of(PinReason.SESSION_MODE) : EnumSet.noneOf(PinReason.class);
    }
}
