package io.howdah.proxy.server;

import io.howdah.proxy.prepared.Booking;
import io.howdah.proxy.prepared.ClientStatements;
import io.howdah.proxy.prepared.PreparedStatement;
import io.howdah.proxy.prepared.ServerStatements;
import io.howdah.proxy.prepared.Shape;
import io.netty.buffer.ByteBuf;

/**
 * A Describe of the pooler's own behind a Parse: whether what the server has prepared is the statement that others know by this text. It
 * is not after a change of the catalog, and not where search_path or a role means other tables.
 *
 * <p>A client that has just sent the Parse, or has been told nothing yet, then has a version of its own, which others may come to share.
 * Who has been told the old shape hears of it as PostgreSQL would say it ({@link ClientStatements.Registration#isOutdated}).
 */
final class ShapeCheck implements Booking {

    private final ClientStatements.Registration registration;
    private final PreparedStatement statement;
    private int[] parameters = {};

    /** @param registration of the client for which the server prepares it */
    ShapeCheck(ClientStatements.Registration registration, PreparedStatement statement) {
        this.registration = registration;
        this.statement = statement;
    }

    @Override
    public void parametersDescribed(ByteBuf in, int body, int length) {
        parameters = Shape.parameters(in, body);
    }

    @Override
    public void describedWithoutColumns(ServerStatements on) {
        found(on, Shape.withoutColumns(parameters));
    }

    @Override
    public void columnsDescribed(ByteBuf in, int body, ServerStatements on) {
        found(on, Shape.of(parameters, in, body));
    }

    @Override
    public void skipped(byte type, ServerStatements on) {
        if (on.isPreparing(statement)) {
            on.unknown(statement);
        }
    }

    private void found(ServerStatements on, Shape shape) {
        if (statement.hasShape(shape)) {
            on.confirm(statement);
        } else {
            on.unknown(statement);
            registration.turnedOut(statement, shape);
        }
    }
}
