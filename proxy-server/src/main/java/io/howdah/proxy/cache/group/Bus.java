package io.howdah.proxy.cache.group;

/** What brings messages to all Howdahs of a group, this one included. Messages of one sender stay in order; some may be lost. */
public interface Bus {

    /** Sends to all. Does nothing without a connection. */
    void publish(byte[] message);

    /**
     * Notes in Redis that an instance is there, or that it has gone, for whoever comes later. Does nothing without a connection. Tells the
     * group then who is noted, see {@link Group#registered}.
     */
    void register(long id, boolean present);

    /** The connection seems to be of no use: opens another. */
    void reset(String why);
}
