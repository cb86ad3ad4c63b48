package io.howdah.console.http;

import io.netty.channel.Channel;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The connections of the endpoint. Where there are as many as there may be, whoever has been silent for longest gives way to the next one:
 * a probe gets in also while somebody holds connections open and says nothing. Used on the endpoint's one loop.
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

    /** One has come. @return whether it may stay */
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

    /** It has sent a whole request. */
    void speaks(Channel channel) {
        silent.remove(channel);
    }

    /** It has its answer. */
    void isSilent(Channel channel) {
        if (all.contains(channel)) {
            silent.add(channel);
        }
    }

    /** @return whether one more request may be answered */
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

    /** @return whether one more stream may be opened */
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
