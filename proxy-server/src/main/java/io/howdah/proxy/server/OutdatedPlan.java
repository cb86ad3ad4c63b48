package io.howdah.proxy.server;

import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.ErrorFields;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.prepared.Booking;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A Bind or Describe of a statement whose shape has changed since the client was told. The pooler sends the request under a name
 * that no statement has, so that the server itself fails the transaction. The client gets the error that PostgreSQL reports for
 * such a plan on a direct connection ({@code RevalidateCachedQuery}).
 */
public final class OutdatedPlan implements Booking {

    /** The only instance. */
    public static final OutdatedPlan INSTANCE = new OutdatedPlan();

    private OutdatedPlan() {}

    @Override
    public ErrorResponse reworded(ErrorResponse unknownName) {
        if (!SqlState.INVALID_SQL_STATEMENT_NAME.code().equals(unknownName.sqlState())) {
            return unknownName;
        }
        Map<Character, String> fields = new LinkedHashMap<>(unknownName.fields().fields());
        fields.put(ErrorFields.SQL_STATE, SqlState.FEATURE_NOT_SUPPORTED.code());
        fields.put(ErrorFields.MESSAGE, "cached plan must not change result type");
        return new ErrorResponse(new ErrorFields(fields));
    }
}
