package io.howdah.proxy.client;

import io.howdah.protocol.frontend.StartupMessage;
import io.howdah.proxy.auth.ClientAuthenticator;
import io.netty.channel.Channel;

/** The rules of one listener's door: asked once for each connection, when it has said who it wants to be and where to. */
public interface Admission {

    /** Whether it wants the console, which has places of its own. */
    boolean isForConsole(StartupMessage startup);

    /** Whether there is such a user, as far as that is asked for. */
    boolean isKnown(Channel channel, StartupMessage startup);

    /** How it has to prove who it is. */
    ClientAuthenticator authenticator(Channel channel, StartupMessage startup);
}
