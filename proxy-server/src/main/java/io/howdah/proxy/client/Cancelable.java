package io.howdah.proxy.client;

import io.howdah.proxy.loop.Loop;

/** Whoever has a cancel key and can be told to stop what it is doing. */
public interface Cancelable {

    /** Where it lives: it is told there. */
    Loop loop();

    /** Stops what is being done. @param request hears how far that has come: it ends in any case */
    void cancel(CancelConnection request);
}
