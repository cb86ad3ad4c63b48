package io.howdah.proxy.cache;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.CStrings;
import io.howdah.protocol.FrameWriter;
import io.howdah.proxy.cache.probe.Bypass;
import io.howdah.proxy.cache.probe.BypassReason;
import io.howdah.proxy.cache.probe.ClockWords;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
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

    /** What the text of a prepared statement is. */
    private record Prepared(Scope scope, RecentTexts.Meaning meaning) {}

    private static final RecentTexts.Meaning UNREADABLE = new RecentTexts.Meaning(StatementForm.Kind.ANYTHING, null);

    private final ResultCache cache;
    private final CacheableRequest request = new CacheableRequest();
    private final StatementForm form = new StatementForm();
    private final CacheKey key = new CacheKey();
    private final CacheKey formKey = new CacheKey();
    private final RecentTexts texts = new RecentTexts();
    private final Map<Object, Prepared> prepared = new WeakHashMap<>();

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

    /**
     * Whether answers to the request that was read last are never cached, as PostgreSQL has told or its text tells: there is none to look
     * for.
     */
    public boolean refusesText(ByteBuf in, Scope scope, CacheableRequest.Kind kind) {
        return refuses(meaning(in, kind, scope), scope);
    }

    /** The same for a request that uses a prepared statement. */
    public boolean refusesPrepared(Object statement, ParseBody body, Scope scope) {
        return refuses(prepared(statement, body, scope), scope);
    }

    private static boolean refuses(RecentTexts.Meaning meaning, Scope scope) {
        KnownStatement known = meaning.known();
        if (known == null) {
            return true;
        }
        Optional<Bypass> bypass = known.bypass();
        bypass.ifPresent(why -> scope.counters().bypassed(why.reason()));
        return bypass.isPresent();
    }

    /**
     * No answer was there: the answer to the request that was read last is wanted, if it may be kept. If it is not found elsewhere
     * either, {@link Fill#missed} counts.
     */
    public @Nullable Fill fillText(ByteBuf in, Scope scope, CacheableRequest.Kind kind, long nowNanos) {
        KnownStatement known = meaning(in, kind, scope).known();
        return known == null ? null : fill(known, request.text(), null, scope, kind, nowNanos);
    }

    /**
     * The same for a request that uses a prepared statement.
     *
     * @param body of its Parse message behind the name
     * @param shaped the same with what PostgreSQL has told of its parameters and columns
     */
    public @Nullable Fill fillPrepared(Object statement, ParseBody body, ParseBody shaped, Scope scope, long nowNanos) {
        KnownStatement known = prepared(statement, body, scope).known();
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

    /** What the text of the request is that was read last. */
    private RecentTexts.Meaning meaning(ByteBuf in, CacheableRequest.Kind kind, Scope scope) {
        return meaning(in, request.textFrom(), request.textTo(),
                kind == CacheableRequest.Kind.QUERY ? request.textTo() : request.parseTo(), scope);
    }

    /** What a text is. @param typesTo index behind the types, which follow the text's NUL if there are any */
    private RecentTexts.Meaning meaning(ByteBuf in, int from, int to, int typesTo, Scope scope) {
        int types = Math.max(0, typesTo - to - 1);
        RecentTexts.Meaning recent = texts.find(in, from, to, types > 2 ? typesTo : to, scope);
        if (recent != null) {
            return recent;
        }
        StatementForm.Kind kind = form.read(in, from, to, scope.escapes());
        KnownStatement known = kind == StatementForm.Kind.TELLABLE ? known(in, from, to, types, scope) : null;
        return texts.keep(kind, known, form.constants());
    }

    /** The statement whose form was read last. */
    private KnownStatement known(ByteBuf in, int from, int to, int types, Scope scope) {
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

    private RecentTexts.Meaning prepared(Object statement, ParseBody body, Scope scope) {
        Prepared before = prepared.get(statement);
        if (before != null && before.scope == scope) {
            return before.meaning;
        }
        RecentTexts.Meaning meaning = parsed(body, scope);
        prepared.put(statement, new Prepared(scope, meaning));
        return meaning;
    }

    private RecentTexts.Meaning parsed(ParseBody body, Scope scope) {
        ByteBuf in = Unpooled.wrappedBuffer(body.body());
        int to = CStrings.indexOfNul(in, 0, in.writerIndex());
        return to < 0 ? UNREADABLE : meaning(in, 0, to, in.writerIndex(), scope);
    }

    // ---- what is about to be sent

    /** A text is about to be sent. @param in holds it in {@code [from, to)}, without its NUL */
    public void runsText(Writes writes, Scope scope, ByteBuf in, int from, int to) {
        note(writes, scope, meaning(in, from, to, to, scope));
    }

    /** A prepared statement is about to be run. @param statement an object that stands for it */
    public void runsPrepared(Writes writes, Scope scope, Object statement, ParseBody body) {
        note(writes, scope, prepared(statement, body, scope));
    }

    /** A statement is about to be run whose text nobody keeps. */
    public void runsParsed(Writes writes, Scope scope, ParseBody body) {
        note(writes, scope, parsed(body, scope));
    }

    private static void note(Writes writes, Scope scope, RecentTexts.Meaning meaning) {
        KnownStatement known = meaning.known();
        if (known != null) {
            writes.runs(known);
        } else {
            switch (meaning.kind()) {
                case CHANGES_MEANING -> writes.runsAnything(scope.stamps(), false);
                case HARMLESS -> writes.mayEnd();
                default -> writes.runsAnything(scope.stamps(), true);
            }
        }
    }

    /** Something is about to be sent to this database of which nobody knows what it does. */
    public void runsAnything(Writes writes, String serverDatabase) {
        writes.runsAnything(cache.stamps(serverDatabase), true);
    }
}
