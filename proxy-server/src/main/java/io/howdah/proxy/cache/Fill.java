package io.howdah.proxy.cache;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one request on its way into the cache. The moment that the answer is tied to lies before the request is sent, so a
 * write that ends while the answer is on its way makes the answer useless before it is kept. Used on the client's loop.
 *
 * <p>If other clients wait for the answer, each way in which a fill may end tells them: the flight lands.
 */
public final class Fill {

    private final Keeper keeper;
    private final CacheKey key;
    private final KnownStatement statement;
    private final StatementText text;
    private final @Nullable ParseBody parse;
    private final Dependencies dependencies;
    private final long beganNanos;
    private final int mostBytes;
    // Other loops ask whether the answer is overtaken.
    private volatile long moment;
    private @Nullable Question looked;
    private @Nullable Flight flight;
    private @Nullable Recorder recorder;
    private boolean over;
    private long leftNanos;

    /** @param parse of the prepared statement that the request uses; null if the request has a text */
    Fill(Keeper keeper, CacheKey key, KnownStatement statement, StatementText text, @Nullable ParseBody parse,
            Dependencies dependencies, long moment, long beganNanos, int mostBytes) {
        this.keeper = keeper;
        this.key = key;
        this.statement = statement;
        this.text = text;
        this.parse = parse;
        this.dependencies = dependencies;
        this.moment = moment;
        this.beganNanos = beganNanos;
        this.mostBytes = mostBytes;
    }

    // ---- before the request is sent

    /** The client leads this flight, whose followers wait for the answer. */
    public void leads(Flight of) {
        flight = of;
    }

    /** The request, for the second level, which is about to look for it. */
    public Question question() {
        Question asked = new Question(key, statement, parse, dependencies, text.hints().tags(), moment);
        looked = asked;
        return asked;
    }

    /** What the second level has looked for; null if it has not. */
    @Nullable
    Question looked() {
        return looked;
    }

    /** An answer has come from elsewhere. @return whether it may be given */
    public boolean found(CachedAnswer answer) {
        if (over || !keeper.keepFound(this, answer)) {
            return false;
        }
        end(answer);
        return true;
    }

    /** The answer was not there: a server has to be asked. */
    public void missed() {
        statement.scope().counters().missed();
        statement.missed();
    }

    /**
     * The request is about to be sent to a server. The client may have waited for this server, so the moment is taken anew: what
     * has been written meanwhile will be in the answer. If there is a writer now, or PostgreSQL has to be asked about the statement
     * again, the old moment stays, which is always right.
     */
    public void leaves() {
        leftNanos = System.nanoTime();
        long now = keeper.now();
        if (dependencies.areQuiet() && statement.reads() == dependencies && keeper.areKnown(dependencies)) {
            moment = now;
        }
        if (flight != null) {
            flight.asks(this);
        }
    }

    // ---- the answer

    /** Bytes of the answer pass to the client; the buffer stays as it is. @return whether more of the answer must come */
    public boolean passing(ByteBuf bytes) {
        if (over) {
            return false;
        }
        Recorder recording = recorder;
        if (recording == null) {
            recording = new Recorder(mostBytes);
            recorder = recording;
        }
        switch (recording.record(bytes)) {
            case RUNNING -> {
                return true;
            }
            case COMPLETE -> end(keeper.keep(this, recording));
            default -> {
                statement.scope().counters().rejected();
                if (recording.isTooLong()) {
                    keeper.fliesAlone(key);
                }
                end(null);
            }
        }
        return false;
    }

    /** The client does not take the answer, so nobody knows when the answer will be complete: nobody shall wait for it. */
    public void stalls() {
        if (flight != null) {
            flight.land(null);
        }
    }

    /** The answer does not come, or is not kept. */
    public void drop() {
        end(null);
    }

    private void end(@Nullable CachedAnswer answer) {
        over = true;
        recorder = null;
        if (flight != null) {
            flight.land(answer);
        }
    }

    /** Whether the answer will not be kept, for something has been written or flushed since the request was sent. Any thread may ask. */
    boolean isOvertaken() {
        return keeper.hasChangedSince(moment, this);
    }

    CacheKey key() {
        return key;
    }

    KnownStatement statement() {
        return statement;
    }

    StatementText text() {
        return text;
    }

    Dependencies dependencies() {
        return dependencies;
    }

    long moment() {
        return moment;
    }

    /** How long the server has taken so far; 0 if the request has not been sent. @param now System.nanoTime() */
    long tookNanos(long now) {
        return leftNanos == 0 ? 0 : now - leftNanos;
    }

    long beganNanos() {
        return beganNanos;
    }
}
