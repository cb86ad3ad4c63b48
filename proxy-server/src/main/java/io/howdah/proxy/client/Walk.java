package io.howdah.proxy.client;

/** How a walk over a client's requests has ended. */
enum Walk {
    /** All bytes have been handled. If the last message is cut, it waits for its rest. */
    DONE,
    /** The next request needs a server, and the client has none. */
    NEEDS_SERVER,
    /** The next message waits for the server's answer to an earlier one. */
    STALLED,
    /** The client has sent Terminate; all bytes behind it are ignored. */
    TERMINATED
}
