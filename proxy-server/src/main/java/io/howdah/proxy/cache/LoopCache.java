package io.howdah.proxy.cache;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.CStrings;
import io.howdah.protocol.FrameWriter;
import io.howdah.proxy.cache.probe.BypassReason;
import io.howdah.proxy.cache.probe.ClockWords;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The result cache as the clients of one loop use it: reads their requests, gives answers, keeps answers, and notes what is
 * about to be written. Used on the loop only; what one call reads is valid until the next.
 */
public final class LoopCache {

    private static final byte QUERY = 'Q';
    private static final byte UNNAMED = 'U';
    private static final byte NAMED = 'N';
    private static final byte FORM = 'F';

    /** What the text of a prepared statement is. @param known null unless PostgreSQL can tell what it does */
    private record Prepared(Scope scope, StatementForm.Kind kind, @Nullable KnownStatement known) {}

    private final ResultCache cache;
    private final CacheableRequest request = new CacheableRequest();
    private final StatementForm form = new StatementForm();
    private final CacheKey key = new CacheKey();
    private final CacheKey formKey = new CacheKey();
    private final Map<Object, Prepared> prepared = new WeakHashMap<>();
    /** The statement of the form that was read last, if it has no parameter types. */
    private @Nullable KnownStatement last;

    /** @param cache of all loops */
    public LoopCache(ResultCache cache) {
        this.cache = cache;
    }

    /** Whether there is a cache: then every statement has to be noted before it is sent. */
    public boolean isOn() {
        return cache.isOn();
    }

    /** The cache of all loops. */
    public ResultCache cache() {
        return cache;
    }

    // ---- answers

    /**
     * Reads the request at the buffer's reader index.
     *
     * @return null if it is of no kind whose answer may be cached, or no answers are given now
     */
    public @Nullable CacheableRequest read(ByteBuf in, Scope scope) {
        return cache.power().serves() && cache.admits(scope) && request.read(in) != null ? request : null;
    }

    /**
     * Looks for the answer to the request that was read last.
     *
     * @param statement number of the prepared statement that a NAMED request uses
     * @return null if there is none
     */
    public @Nullable CachedAnswer find(ByteBuf in, Scope scope, CacheableRequest.Kind kind, long statement, long nowNanos) {
        switch (kind) {
            case QUERY -> key.begin(scope, QUERY).add(in, request.textFrom(), request.textTo() - request.textFrom());
            case UNNAMED -> key.begin(scope, UNNAMED).add(in, request.textFrom(), request.parseTo() - request.textFrom())
                    .add(in, request.bindFrom(), request.bindTo() - request.bindFrom());
            default -> key.begin(scope, NAMED).add(statement).add(in, request.bindFrom(), request.bindTo() - request.bindFrom());
        }
        return cache.find(key.end(), request.isDescribed(), true, nowNanos);
    }

    /** Looks once more for the answer that was looked for last, for a client that is about to ask. */
    public @Nullable CachedAnswer findAgain(long nowNanos) {
        return cache.find(key, request.isDescribed(), false, nowNanos);
    }

    /** Whether this fill is for the answer that was looked for last. */
    public boolean isFor(Fill fill) {
        return fill.key().equals(key);
    }

    /** Whether this answer, for which the client has waited, may be given to the request that was read last. */
    public boolean mayGive(CachedAnswer answer, long nowNanos) {
        return cache.mayGive(answer, request.isDescribed(), nowNanos);
    }

    /** Writes the answer to the request that was read last, with all that belongs to it up to ReadyForQuery. */
    public void write(CachedAnswer answer, AnswerSource from, CacheableRequest.Kind kind, ByteBuf out) {
        if (kind == CacheableRequest.Kind.UNNAMED) {
            FrameWriter.writeEmpty(out, BackendType.PARSE_COMPLETE);
        }
        if (kind != CacheableRequest.Kind.QUERY) {
            FrameWriter.writeEmpty(out, BackendType.BIND_COMPLETE);
        }
        answer.write(out, request.isDescribed());
        out.writeByte(BackendType.READY_FOR_QUERY).writeInt(5).writeByte('I');
        answer.statement().given();
        answer.statement().scope().counters().gave(from, answer.tookNanos());
    }

    /** Whether PostgreSQL has told that the answers of this prepared statement must not be cached: there is none to look for. */
    public boolean refuses(Object statement, ParseBody body, Scope scope) {
        KnownStatement known = prepared(statement, body, scope).known;
        if (known == null) {
            return true;
        }
        if (!known.isRefused()) {
            return false;
        }
        known.bypass().ifPresent(bypass -> scope.counters().bypassed(bypass.reason()));
        return true;
    }

    /**
     * No answer was there: the answer to the request that was read last is wanted, if it may be kept. If it is not found elsewhere
     * either, {@link Fill#missed} counts.
     */
    public @Nullable Fill fillText(ByteBuf in, Scope scope, CacheableRequest.Kind kind, long nowNanos) {
        int types = kind == CacheableRequest.Kind.QUERY ? request.textTo() : request.parseTo();
        if (form.read(in, request.textFrom(), request.textTo(), scope.escapes()) != StatementForm.Kind.TELLABLE) {
            return null;
        }
        return fill(known(in, request.textFrom(), request.textTo(), types, scope), request.text(), null, scope, kind, nowNanos);
    }

    /**
     * The same for a request that uses a prepared statement.
     *
     * @param body of its Parse message behind the name
     * @param shaped the same with what PostgreSQL has told of its parameters and columns
     */
    public @Nullable Fill fillPrepared(Object statement, ParseBody body, ParseBody shaped, Scope scope, long nowNanos) {
        KnownStatement known = prepared(statement, body, scope).known;
        if (known == null) {
            return null;
        }
        String parse = new String(body.body(), StandardCharsets.ISO_8859_1);
        return fill(known, parse.substring(0, Math.max(0, parse.indexOf('\0'))), shaped, scope, CacheableRequest.Kind.NAMED,
                nowNanos);
    }

    private @Nullable Fill fill(KnownStatement statement, String text, @Nullable ParseBody parse, Scope scope,
            CacheableRequest.Kind kind, long nowNanos) {
        statement.ask();
        if (statement.reads() == null) {
            statement.bypass().ifPresent(bypass -> scope.counters().bypassed(bypass.reason()));
            return null;
        }
        StatementText said = StatementText.of(text, scope.escapes());
        if (said.hints().off()) {
            scope.counters().bypassed(BypassReason.HINT);
            return null;
        }
        Fill fill = cache.begin(key, statement, said, parse,
                () -> kind != CacheableRequest.Kind.QUERY && request.anyTextValue(ClockWords::inValue), nowNanos);
        if (fill == null) {
            scope.counters().missed();
            statement.missed();
        }
        return fill;
    }

    // ---- answers that somebody else asks for

    /**
     * The client wants the answer to the request that was read last, and may wait for it.
     *
     * @return the flight that the client leads or follows; null if it has to ask by itself
     */
    public @Nullable Flight enter(Fill wanted, Flight.Follower client, long nowNanos) {
        return cache.power().keeps() ? cache.flights().enter(wanted.key(), request.isDescribed(), client, nowNanos) : null;
    }

    /** The same for a client that has waited already. @return the flight that the client leads; null if it leads none */
    public @Nullable Flight lead(Fill wanted, Flight.Follower client, long nowNanos) {
        return cache.power().keeps() ? cache.flights().lead(wanted.key(), request.isDescribed(), client, nowNanos) : null;
    }

    /** Answers outside of this process; null if there are none. */
    public @Nullable SecondLevel secondLevel() {
        return cache.secondLevel();
    }

    // ---- statements

    /** The statement whose form was read last. @param typesTo index behind the types, which follow the text's NUL if there are any */
    private KnownStatement known(ByteBuf in, int from, int to, int typesTo, Scope scope) {
        int types = Math.max(0, typesTo - to - 1);
        KnownStatement known = last;
        if (types <= 2 && known != null && known.scope() == scope && form.wasReadAgain()) {
            return known;
        }
        KnownStatement found = find(in, from, to, types, scope);
        last = types <= 2 ? found : null;
        return found;
    }

    private KnownStatement find(ByteBuf in, int from, int to, int types, Scope scope) {
        formKey.begin(scope, FORM).add(form.buffer(), form.length());
        if (types > 2) {
            formKey.add(in, to + 1, types);
        }
        return cache.statement(formKey.end(), scope, () -> {
            byte[] body = new byte[to - from + 3 + Math.max(0, types - 2)];
            in.getBytes(from, body, 0, to - from);
            if (types > 2) {
                in.getBytes(to + 1, body, to - from + 1, types);
            }
            return body;
        });
    }

    private Prepared prepared(Object statement, ParseBody body, Scope scope) {
        Prepared before = prepared.get(statement);
        if (before != null && before.scope == scope) {
            return before;
        }
        Prepared read = readPrepared(body, scope);
        prepared.put(statement, read);
        return read;
    }

    private Prepared readPrepared(ParseBody body, Scope scope) {
        ByteBuf in = Unpooled.wrappedBuffer(body.body());
        int to = CStrings.indexOfNul(in, 0, in.writerIndex());
        StatementForm.Kind kind = to < 0 ? StatementForm.Kind.ANYTHING : form.read(in, 0, to, scope.escapes());
        return new Prepared(scope, kind,
                kind == StatementForm.Kind.TELLABLE ? known(in, 0, to, in.writerIndex(), scope) : null);
    }

    // ---- what is about to be sent

    /** A text is about to be sent. @param in holds it in {@code [from, to)}, without its NUL */
    public void runsText(Writes writes, Scope scope, ByteBuf in, int from, int to) {
        StatementForm.Kind kind = form.read(in, from, to, scope.escapes());
        note(writes, scope, kind, kind == StatementForm.Kind.TELLABLE ? known(in, from, to, to, scope) : null);
    }

    /** A prepared statement is about to be run. @param statement an object that stands for it */
    public void runsPrepared(Writes writes, Scope scope, Object statement, ParseBody body) {
        Prepared read = prepared(statement, body, scope);
        note(writes, scope, read.kind, read.known);
    }

    private static void note(Writes writes, Scope scope, StatementForm.Kind kind, @Nullable KnownStatement known) {
        if (known != null) {
            writes.runs(known);
        } else if (kind == StatementForm.Kind.CHANGES_MEANING) {
            writes.runsAnything(scope.stamps(), false);
        } else if (kind != StatementForm.Kind.HARMLESS) {
            writes.runsAnything(scope.stamps(), true);
        } else {
            writes.mayEnd();
        }
    }

    /** A statement is about to be run whose text nobody keeps. */
    public void runsParsed(Writes writes, Scope scope, ParseBody body) {
        Prepared read = readPrepared(body, scope);
        note(writes, scope, read.kind, read.known);
    }

    /** Something is about to be sent to this database of which nobody knows what it does. */
    public void runsAnything(Writes writes, String serverDatabase) {
        writes.runsAnything(cache.stamps(serverDatabase), true);
    }
}
