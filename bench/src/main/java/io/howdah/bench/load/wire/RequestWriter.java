package io.howdah.bench.load.wire;

import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * Writes requests for a fixed list of statements, without making an object. Every method returns the number of ReadyForQuery
 * messages that will answer its bytes.
 */
public interface RequestWriter {

    /** The writer of a protocol. Its other methods name statements by their index in the list. */
    static RequestWriter of(QueryProtocol protocol, List<Statement> statements) {
        return switch (protocol) {
            case SIMPLE -> new SimpleRequests(statements);
            case EXTENDED -> new BoundRequests(statements, false);
            case PREPARED -> new BoundRequests(statements, true);
        };
    }

    /** Writes what each connection sends once, before all other requests. May write nothing. */
    int prepare(ByteBuf out);

    /** Writes one statement, with the key if the statement is keyed. */
    int statement(ByteBuf out, int statement, int key);

    /** Writes what must follow one or several statements. */
    int sync(ByteBuf out);
}
