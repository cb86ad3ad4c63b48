package io.howdah.console;

import io.netty.buffer.ByteBuf;

/** The way from a console to its client: a channel, or a list in a test. Used on the client's event loop. */
public interface ConsoleOutput {

    /** A buffer to write answers into. */
    ByteBuf allocate();

    /** Sends bytes; takes ownership. */
    void send(ByteBuf bytes);

    /** Closes when everything sent has left. */
    void close();

    /** Whether more is to be read from the client: a console that is busy takes only so much ahead. */
    void read(boolean on);

    /** Runs a task on the client's event loop, soon. */
    void execute(Runnable task);
}
