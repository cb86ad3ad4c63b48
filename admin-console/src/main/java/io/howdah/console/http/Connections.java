package io.howdah.console.http;

import io.netty.channel.Channel;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The connections of the endpoint. At the limit, a new connection replaces the connection that has been silent for longest, so a
 * probe gets in even if a client holds connections open and sends nothing. Used on the endpoint's one loop.
 */
final class Connections {

    private final StatusServer.Limits limits;
    private final Set<Channel> all = new HashSet<>();
    private final Set<Channel> silent = new LinkedHashSet<>();
    private int streams;
    private int requests;

    Connections(StatusServer.Limits limits) {
        this.limits = limits;
    }

    /** Adds a connection. @return false if the connection must be closed */
    boolean add(Channel channel) {
        if (all.size() >= limits.connections() && !dropSilent()) {
            return false;
        }
        all.add(channel);
        silent.add(channel);
        return true;
    }

    private boolean dropSilent() {
        Iterator<Channel> longest = silent.iterator();
        if (!longest.hasNext()) {
            return false;
        }
        Channel channel = longest.next();
        remove(channel);
        channel.close();
        return true;
    }

    void remove(Channel channel) {
        all.remove(channel);
        silent.remove(channel);
    }

    /** The connection has sent a whole request. */
    void speaks(Channel channel) {
        silent.remove(channel);
    }

    /** The connection has got its answer. */
    void isSilent(Channel channel) {
        if (all.contains(channel)) {
            silent.add(channel);
        }
    }

    /** @return false if the limit on requests is reached */
    boolean beginAnswer() {
        if (requests >= limits.requests()) {
            return false;
        }
        requests++;
        return true;
    }

    void endAnswer() {
        requests--;
    }

    /** @return false if the limit on streams is reached */
    boolean openStream() {
        if (streams >= limits.streams()) {
            return false;
        }
        streams++;
        return true;
    }

    void streamClosed() {
        streams--;
    }
}
