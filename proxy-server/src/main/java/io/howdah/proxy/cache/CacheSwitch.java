package io.howdah.proxy.cache;

/** The switches by which an operator stops the cache: it then gives no answers and keeps none, and goes on noting writes. */
public final class CacheSwitch {

    private volatile boolean bypassed;
    private volatile boolean paused;

    CacheSwitch(boolean bypassed) {
        this.bypassed = bypassed;
    }

    /** Whether answers may be given and kept. */
    public boolean isOn() {
        return !bypassed && !paused;
    }

    /** CACHE BYPASS ON or OFF, or the configuration's word. */
    public void bypass(boolean on) {
        bypassed = on;
    }

    /** PAUSE CACHE or RESUME CACHE. */
    public void pause(boolean on) {
        paused = on;
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
