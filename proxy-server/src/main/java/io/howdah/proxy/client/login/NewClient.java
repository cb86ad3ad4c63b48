package io.howdah.proxy.client.login;

import io.howdah.proxy.auth.ClientOrigin;
import io.howdah.proxy.loop.Loop;
import io.netty.channel.Channel;

/**
 * A client that has logged in and has no session yet.
 *
 * @param loop the channel's
 * @param startup what the client asked for at start-up
 * @param user the user whom the client has proved to be
 */
public record NewClient(Channel channel, Loop loop, ClientOrigin origin, ClientStartup startup, String user) {}
