package io.howdah.proxy.client.login;

import io.howdah.proxy.auth.ClientOrigin;
import io.howdah.proxy.loop.Loop;
import io.netty.channel.Channel;

/**
 * A client that has logged in and has no session yet.
 *
 * @param loop the channel's loop
 * @param origin where the client comes from
 * @param startup the client's start-up packet
 * @param user the user that the client has proved to be
 */
public record NewClient(Channel channel, Loop loop, ClientOrigin origin, ClientStartup startup, String user) {

    /** The same client with the same name as another object. */
    public NewClient as(String sameUser) {
        return new NewClient(channel, loop, origin, startup, sameUser);
    }
}
