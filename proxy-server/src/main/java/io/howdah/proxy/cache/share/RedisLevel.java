package io.howdah.proxy.cache.share;

import io.howdah.proxy.cache.CachedAnswer;
import io.howdah.proxy.cache.Question;
import io.howdah.proxy.cache.SecondLevel;
import io.howdah.proxy.cache.group.TableRef;
import io.howdah.proxy.cache.redis.Found;
import io.howdah.proxy.cache.redis.RedisEra;
import io.howdah.proxy.cache.redis.RedisKeys;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Answers in Redis, for all Howdahs that share it. An answer is found by the SHA-256 of its question, and given only if it shows the
 * present state of all its tables ({@link TableTokens}): one round trip brings both. Whatever goes wrong is a miss.
 */
final class RedisLevel implements SecondLevel {

    /** Longer answers stand under a name of their own, and come over the second connection: they would hold up all others. */
    private static final int LONG = 32 << 10;

    private final RedisKeys keys;
    private final TableTokens tokens;

    /** What a look-up has seen; an answer that PostgreSQL gives afterwards is stored with it. */
    private record Seen(String serverId, byte[] address, List<byte[]> tokens) {}

    RedisLevel(RedisKeys keys, TableTokens tokens) {
        this.keys = keys;
        this.tokens = tokens;
    }

    private static byte[] address(Question question) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : List.of(question.statement().scope().bytes(),
                    question.statement().server().getBytes(StandardCharsets.UTF_8), question.request())) {
                digest.update(new byte[] {(byte) (part.length >> 24), (byte) (part.length >> 16), (byte) (part.length >> 8),
                    (byte) part.length});
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private byte[] key(String serverId, char kind, byte[] name) {
        return keys.key(serverId + ":" + kind + ":" + HexFormat.of().formatHex(name));
    }

    @Override
    public CompletionStage<@Nullable CachedAnswer> lookUp(Question question) {
        RedisEra era = tokens.ready();
        if (era == null || question.statement().server().isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        long began = System.nanoTime();
        byte[] address = address(question);
        List<TableRef> tables = question.dependencies();
        return era
                .lookUp(key(era.serverId(), 'a', address),
                        tables.stream().map(table -> tokens.key(era.serverId(), table)).toList())
                .thenCompose(found -> {
                    List<byte @Nullable []> now = found.values().subList(1, found.values().size());
                    if (now.contains(null)) {
                        return makeMissing(question, era, address, tables, now);
                    }
                    List<byte[]> present = now.stream().map(Objects::requireNonNull).toList();
                    question.seen(new Seen(era.serverId(), address, present));
                    return given(question, era, found, address, present, began);
                });
    }

    /** Some table has no token. PostgreSQL is asked when it has one: a token that is made later would hide a write in between. */
    private CompletionStage<@Nullable CachedAnswer> makeMissing(Question question, RedisEra era, byte[] address,
            List<TableRef> tables, List<byte @Nullable []> now) {
        List<byte @Nullable []> all = new ArrayList<>(now);
        CompletableFuture<?>[] made = new CompletableFuture<?>[now.size()];
        for (int i = 0; i < made.length; i++) {
            int at = i;
            made[i] = now.get(i) != null ? CompletableFuture.completedFuture(null)
                    : tokens.make(era, tables.get(i)).thenAccept(token -> all.set(at, token)).toCompletableFuture();
        }
        return CompletableFuture.allOf(made).thenApply(done -> {
            if (!all.contains(null)) {
                question.seen(new Seen(era.serverId(), address, all.stream().map(Objects::requireNonNull).toList()));
            }
            return null;
        });
    }

    private CompletionStage<@Nullable CachedAnswer> given(Question question, RedisEra era, Found found, byte[] address,
            List<byte[]> present, long began) {
        byte[] value = found.values().get(0);
        long bestBefore = began + TimeUnit.MILLISECONDS.toNanos(found.pttlMillis());
        StoredAnswer stored = value == null || found.pttlMillis() <= 0 ? null : StoredAnswer.read(value).orElse(null);
        if (stored == null || !stored.isFor(address, present)) {
            return none();
        }
        if (stored.elsewhere().length == 0) {
            return CompletableFuture.completedFuture(question.answer(stored.bytes(), stored.rows(), bestBefore));
        }
        return era.big(key(era.serverId(), 'b', stored.elsewhere())).thenApply(big -> {
            StoredAnswer whole = big == null ? null : StoredAnswer.read(big).orElse(null);
            return whole == null || !whole.isFor(address, present) ? null
                    : question.answer(whole.bytes(), whole.rows(), bestBefore);
        });
    }

    private static CompletionStage<@Nullable CachedAnswer> none() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void store(Question question, byte[] bytes, int rows, long bestBeforeNanos) {
        RedisEra era = tokens.ready();
        long millis = TimeUnit.NANOSECONDS.toMillis(bestBeforeNanos - System.nanoTime());
        if (!(question.seen() instanceof Seen seen) || era == null || !era.serverId().equals(seen.serverId) || millis <= 0) {
            return;
        }
        byte[] key = key(seen.serverId, 'a', seen.address);
        StoredAnswer whole = new StoredAnswer(seen.address, seen.tokens, rows, bytes, new byte[0]);
        if (bytes.length < LONG) {
            era.store(key, whole.write(), millis, false);
            return;
        }
        byte[] name = tokens.name();
        era.store(key(seen.serverId, 'b', name), whole.write(), millis, true).thenRun(() -> era.store(key,
                new StoredAnswer(seen.address, seen.tokens, rows, new byte[0], name).write(), millis, false));
    }
}
