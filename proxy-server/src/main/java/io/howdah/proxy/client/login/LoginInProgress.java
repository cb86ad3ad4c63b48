package io.howdah.proxy.client.login;

import io.howdah.proxy.loop.Loop;
import io.netty.channel.Channel;

/** A connection whose login is not over, as those see it who count and end such connections. */
public interface LoginInProgress {

    /** The connection's loop. */
    Loop loop();

    /** The connection's socket. */
    Channel channel();

    /** How many connections the listener has had, this one included. */
    int number();

    /** When the connection was accepted, System.nanoTime(). */
    long sinceNanos();

    /** The login has passed client_login_timeout. Any thread. */
    void tookTooLong();

    /** Too many connections are logging in, and this one has taken longest. Any thread. */
    void mustMakeRoom();
}
