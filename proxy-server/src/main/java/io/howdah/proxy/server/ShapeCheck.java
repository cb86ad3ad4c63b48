package io.howdah.proxy.server;

import io.howdah.proxy.prepared.Booking;
import io.howdah.proxy.prepared.ClientStatements;
import io.howdah.proxy.prepared.PreparedStatement;
import io.howdah.proxy.prepared.ServerStatements;
import io.howdah.proxy.prepared.Shape;
import io.netty.buffer.ByteBuf;

/**
 * The pooler's own Describe behind a Parse. ShapeCheck compares the statement's shape with the shape that other clients know for
 * the same text. The shapes differ after a change of the catalog, or if search_path or the role makes the text name other tables.
 *
 * <p>A client that has just sent the Parse, or has been told no shape yet, then gets a version of the statement of its own, which
 * other clients may come to share. A client that has been told the old shape gets PostgreSQL's error
 * ({@link ClientStatements.Registration#isOutdated}).
 */
final class ShapeCheck implements Booking {

    private final ClientStatements.Registration registration;
    private final PreparedStatement statement;
    private int[] parameters = {};

    /** @param registration of the client for which the server prepares the statement */
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
