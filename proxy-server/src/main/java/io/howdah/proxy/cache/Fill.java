package io.howdah.proxy.cache;

import io.netty.buffer.ByteBuf;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one request on its way into the cache. The moment that the answer is tied to lies before the request, so a write
 * that ends while the answer is on its way makes the answer useless before it is kept. Used on the client's loop.
 */
public final class Fill {

    private final BiConsumer<Fill, Recorder> keeper;
    private final CacheKey key;
    private final KnownStatement statement;
    private final String text;
    private final Dependencies dependencies;
    private final long moment;
    private final long beganNanos;
    private @Nullable Recorder recorder;

    /** @param keeper gets the complete answer */
    Fill(BiConsumer<Fill, Recorder> keeper, CacheKey key, KnownStatement statement, String text, Dependencies dependencies,
            long moment, long beganNanos, int mostBytes) {
        this.keeper = keeper;
        this.key = key;
        this.statement = statement;
        this.text = text;
        this.dependencies = dependencies;
        this.moment = moment;
        this.beganNanos = beganNanos;
        this.recorder = new Recorder(mostBytes);
    }

    /** Bytes of the answer pass to the client; the buffer stays as it is. @return whether more of the answer must come */
    public boolean passing(ByteBuf bytes) {
        Recorder recording = recorder;
        if (recording == null) {
            return false;
        }
        switch (recording.record(bytes)) {
            case RUNNING -> {
                return true;
            }
            case COMPLETE -> keeper.accept(this, recording);
            default -> statement.scope().counters().rejected();
        }
        recorder = null;
        return false;
    }

    CacheKey key() {
        return key;
    }

    KnownStatement statement() {
        return statement;
    }

    String text() {
        return text;
    }

    Dependencies dependencies() {
        return dependencies;
    }

    long moment() {
        return moment;
    }

    long beganNanos() {
        return beganNanos;
    }
}
