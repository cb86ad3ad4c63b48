package io.howdah.proxy.stream;

import io.netty.channel.Channel;

/**
 * Has a channel's socket read while no reason stands against it. Used on the channel's loop.
 *
 * @param <R> the reasons not to read
 */
public final class ReadGate<R extends Enum<R>> {

    private final Channel channel;
    private int reasons;
    private boolean always;

    /** @param channel whose socket is read or left alone */
    public ReadGate(Channel channel) {
        this.channel = channel;
    }

    /** Whether this reason stands. Takes effect with {@link #apply}. */
    public ReadGate<R> set(R reason, boolean stands) {
        int bit = 1 << reason.ordinal();
        reasons = stands ? reasons | bit : reasons & ~bit;
        return this;
    }

    /** Whether this reason stands. */
    public boolean stands(R reason) {
        return (reasons & 1 << reason.ordinal()) != 0;
    }

    /** From now on the socket is read in any case: its other end has closed, so only the bytes already sent will come. */
    public void openForGood() {
        always = true;
    }

    /** Whether {@link #openForGood} has been said. */
    public boolean isOpenForGood() {
        return always;
    }

    /**
     * Whether the socket is read now. Even without a reason it may not be: an {@link Inlet} stops if its handler takes nothing.
     */
    public boolean isReading() {
        return channel.config().isAutoRead();
    }

    /** Has the socket read, or left alone. */
    public void apply() {
        boolean on = always || reasons == 0;
        if (channel.config().isAutoRead() != on) {
            channel.config().setAutoRead(on);
        }
    }
}
