package io.howdah.bench.load.wire;

import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * Writes requests for a fixed list of statements, without making an object. Every method says how many ReadyForQuery its bytes
 * will be answered with.
 */
public interface RequestWriter {

    /** The writer of a protocol; statements are later named by their place in the list. */
    static RequestWriter of(QueryProtocol protocol, List<Statement> statements) {
        return switch (protocol) {
            case SIMPLE -> new SimpleRequests(statements);
            case EXTENDED -> new BoundRequests(statements, false);
            case PREPARED -> new BoundRequests(statements, true);
        };
    }

    /** What each connection sends once, before anything else; may be nothing. */
    int prepare(ByteBuf out);

    /** One statement; {@code key} counts only where it is keyed. */
    int statement(ByteBuf out, int statement, int key);

    /** After one or several statements. */
    int sync(ByteBuf out);
}
