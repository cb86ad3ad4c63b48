package io.howdah.proxy.client.login;

import io.howdah.proxy.loop.Loop;
import io.netty.channel.Channel;

/** Makes a session of a login that has succeeded: one with a pool behind it, one with a replication connection, or the console's. */
public interface SessionFactory {

    /**
     * Called once, on the client's loop; the factory puts its own handler into the channel by {@link LoginConnection#goesOn}, or ends the
     * connection with an error.
     *
     * @param startup what the client asked for at start-up
     * @param user who it has proved to be
     */
    void loggedIn(Channel channel, Loop loop, ClientStartup startup, String user);
}
