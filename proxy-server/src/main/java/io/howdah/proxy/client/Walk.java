package io.howdah.proxy.client;

/** Where the walk over a client's requests has ended. */
enum Walk {
    /** All that has come is dealt with; a message cut at the end waits for the rest. */
    DONE,
    /** The next request needs a server, and there is none. */
    NEEDS_SERVER,
    /** The next message waits for the server's word on an earlier one. */
    STALLED,
    /** The client has sent Terminate: nothing behind it is looked at. */
    TERMINATED
}
