package io.howdah.proxy.client;

import io.howdah.proxy.cache.LoopCache;
import io.howdah.proxy.loop.Loop;

/** What all clients of one loop share. Used on the loop. */
interface LoopState {

    /** The clients' loop. */
    Loop loop();

    /** The result cache as this loop uses it. */
    LoopCache cache();

    /** Whether the pooler is ending: no client gets a server for a new transaction. */
    boolean isDraining();
}
