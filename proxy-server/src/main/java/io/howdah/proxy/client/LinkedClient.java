package io.howdah.proxy.client;

/** The link between a server and its client, for the lists of servers and clients. */
public interface LinkedClient {

    /** The client. */
    Client client();
}
