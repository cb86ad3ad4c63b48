package io.howdah.proxy.cache;

/** The switches by which an operator stops the cache, wholly or in part. Writes are noted all the same. */
public final class CacheSwitch {

    /** A client's own switch, as a start-up option. To PostgreSQL it is a setting of some extension's. */
    public static final String OF_CLIENT = "howdah.cache";

    private final Runnable stopped;
    private volatile boolean bypassed;
    private volatile boolean paused;

    /** @param stopped called when no answers are given or kept any more */
    CacheSwitch(boolean bypassed, Runnable stopped) {
        this.bypassed = bypassed;
        this.stopped = stopped;
    }

    /** Whether answers may be given. */
    public boolean serves() {
        return !bypassed;
    }

    /** Whether new answers may be kept. */
    public boolean keeps() {
        return !bypassed && !paused;
    }

    /** CACHE BYPASS ON or OFF, or the configuration's word. */
    public void bypass(boolean on) {
        bypassed = on;
        if (on) {
            stopped.run();
        }
    }

    /** PAUSE CACHE or RESUME CACHE. */
    public void pause(boolean on) {
        paused = on;
        if (on) {
            stopped.run();
        }
    }

    /** Whether PAUSE CACHE is in force. */
    public boolean isPaused() {
        return paused;
    }

    /** Whether the cache is bypassed. */
    public boolean isBypassed() {
        return bypassed;
    }
}
