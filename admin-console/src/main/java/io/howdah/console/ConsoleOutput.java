package io.howdah.console;

import io.netty.buffer.ByteBuf;

/** The console's way to its client: a channel, or a list in a test. Used on the client's event loop. */
public interface ConsoleOutput {

    /** A new buffer for answers. */
    ByteBuf allocate();

    /** Sends bytes; takes ownership. */
    void send(ByteBuf bytes);

    /** Closes the connection after the bytes sent so far. */
    void close();

    /** Switches reading on or off: while a command waits, the console takes only so much more from the client. */
    void read(boolean on);

    /** Runs a task on the client's event loop after the present call. */
    void execute(Runnable task);
}
