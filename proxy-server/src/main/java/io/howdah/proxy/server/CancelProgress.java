package io.howdah.proxy.server;

/** Hears how far a cancel request has come. Called on the server's loop. */
public interface CancelProgress {

    /** Nobody listens. */
    CancelProgress UNHEARD = new CancelProgress() {
        @Override
        public void sent() {
            // nobody listens
        }

        @Override
        public void ended() {
            // nobody listens
        }
    };

    /** The request has left for the server. */
    void sent();

    /** It has been carried out, or will never be. */
    void ended();
}
