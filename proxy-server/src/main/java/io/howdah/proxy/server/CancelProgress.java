package io.howdah.proxy.server;

/** Hears of the progress of a cancel request, on the server's loop. */
public interface CancelProgress {

    /** A listener that does nothing. */
    CancelProgress UNHEARD = new CancelProgress() {
        @Override
        public void sent() {
            // This listener does nothing.
        }

        @Override
        public void ended() {
            // This listener does nothing.
        }
    };

    /** The request has been sent to the server. */
    void sent();

    /** The request has ended, with or without effect. */
    void ended();
}
