package io.howdah.proxy.cache;

import org.jspecify.annotations.Nullable;

/** Where the answer to a {@link Fill} goes. Any thread may call. */
interface Keeper {

    /** The moment of the {@link Clock} now. */
    long now();

    /** Whether others know that answers with these dependencies are kept here. */
    boolean areKnown(Dependencies dependencies);

    /** A complete answer of a server. @return the answer, if it is kept */
    @Nullable
    CachedAnswer keep(Fill fill, Recorder recorded);

    /** An answer of the second level. @return whether it may be given; if so, it is kept, unless PAUSE CACHE is in force */
    boolean keepFound(Fill fill, CachedAnswer answer);

    /** The answer to this question is too long to be kept. */
    void fliesAlone(CacheKey key);

    /** Whether the answer, if it was asked for at this moment, will never be given. */
    boolean hasChangedSince(long moment, Fill fill);
}
