package io.howdah.proxy.client;

/** What stands between a server and its client, for whoever lists servers and clients. */
public interface LinkedClient {

    /** The client. */
    Client client();
}
