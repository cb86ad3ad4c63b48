package io.howdah.proxy.client.login;

import io.howdah.protocol.frontend.CancelRequest;
import io.howdah.proxy.auth.ClientAuthenticator;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.tls.ClientTls;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import org.slf4j.Logger;

/**
 * The steps of one login, taken by {@link StartupHandler} first and then by {@link LoginHandler}. Called on the connection's
 * loop.
 */
interface LoginSteps {

    /** The connection has come to its loop. */
    void begin();

    /** The connection's loop. */
    Loop loop();

    /** TLS towards clients. */
    ClientTls tls();

    /** A new account of the bytes that the client sends before its login is over. */
    LoginBytes bytes();

    /** Reads a start-up packet. */
    ClientStartup read(ByteBuf packet);

    /** The client has sent its start-up packet. */
    void startup(ChannelHandlerContext context, ClientStartup startup);

    /** The client has sent a cancel request. */
    void cancel(CancelRequest request);

    /** The client has closed the connection before its start-up packet. */
    void closedBeforeLogin();

    /** The user has been looked up, with or without success. */
    void asks(ClientStartup startup, ClientAuthenticator authenticator);

    /** The client could not prove who it is. */
    void proofFailed();

    /** The client has proved that it is this user. */
    void loggedIn(ClientStartup startup, String user);

    /** A handler has failed. @param log the handler's, for an internal error */
    void failed(ChannelHandlerContext context, Throwable cause, Logger log);
}
