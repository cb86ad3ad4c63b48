package io.howdah.proxy.server;

import io.howdah.proxy.prepared.ClientStatements;
import io.howdah.proxy.prepared.PreparedStatement;
import io.howdah.proxy.prepared.Shape;
import io.netty.buffer.ByteBuf;

/**
 * A Describe of the pooler's own behind a Parse: whether what the server has prepared is the statement that others know by this text. It
 * is not after a change of the catalog, and not where search_path or a role means other tables.
 *
 * <p>A client that has just sent the Parse, or has been told nothing yet, then has a version of its own, which others may come to share.
 * Who has been told the old shape hears of it as PostgreSQL would say it ({@link ClientStatements.Registration#isOutdated}).
 */
final class ShapeCheck {

    private final ClientStatements.Registration registration;
    private final PreparedStatement statement;
    private int[] parameters = {};

    /** @param registration of the client for which the server prepares it */
    ShapeCheck(ClientStatements.Registration registration, PreparedStatement statement) {
        this.registration = registration;
        this.statement = statement;
    }

    void parameters(ByteBuf in, int body) {
        parameters = Shape.parameters(in, body);
    }

    void withoutColumns(ServerConnection server) {
        found(server, Shape.withoutColumns(parameters));
    }

    void columns(ServerConnection server, ByteBuf in, int body) {
        found(server, Shape.of(parameters, in, body));
    }

    /** The Describe was passed over, or failed. */
    void unanswered(ServerConnection server) {
        if (server.statements().isPreparing(statement)) {
            server.statements().unknown(statement);
        }
    }

    private void found(ServerConnection server, Shape shape) {
        if (statement.hasShape(shape)) {
            server.statements().confirm(statement);
        } else {
            server.statements().unknown(statement);
            registration.turnedOut(statement, shape);
        }
    }
}
