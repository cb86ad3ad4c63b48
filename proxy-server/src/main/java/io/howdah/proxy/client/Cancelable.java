package io.howdah.proxy.client;

import io.howdah.proxy.loop.Loop;

/** A client with a cancel key, whose current request can be cancelled. */
public interface Cancelable {

    /** The client's loop, on which to call {@link #cancel}. */
    Loop loop();

    /** Cancels the client's current request. @param request hears of the progress; it ends in any case */
    void cancel(CancelConnection request);
}
