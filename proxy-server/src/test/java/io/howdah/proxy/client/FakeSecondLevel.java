package io.howdah.proxy.client;

import io.howdah.protocol.fixtures.Frames;
import io.howdah.proxy.cache.CachedAnswer;
import io.howdah.proxy.cache.Question;
import io.howdah.proxy.cache.SecondLevel;
import io.howdah.proxy.testing.Await;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A second level of the cache whose look-ups end when the test says so, or as {@code answering} says. */
final class FakeSecondLevel implements SecondLevel {

    /** One look-up. */
    record LookUpCall(Question question, CompletableFuture<CachedAnswer> end) {}

    private final List<LookUpCall> calls = new CopyOnWriteArrayList<>();
    private volatile Function<Question, CompletionStage<CachedAnswer>> answering;

    FakeSecondLevel answering(Function<Question, CompletionStage<CachedAnswer>> next) {
        answering = next;
        return this;
    }

    @Override
    public CompletionStage<CachedAnswer> lookUp(Question question) {
        LookUpCall call = new LookUpCall(question, new CompletableFuture<>());
        calls.add(call);
        return answering == null ? call.end : answering.apply(question);
    }

    int calls() {
        return calls.size();
    }

    /** Waits for the look-up of this number, from 0. */
    LookUpCall call(int number) {
        Await.until("look-up " + number, () -> calls.size() > number);
        return calls.get(number);
    }

    /** An answer of one row. */
    static CachedAnswer answer(Question to, String value) {
        byte[] row = Frames.oneRow("server", value, 'I');
        byte[] bytes = java.util.Arrays.copyOf(row, row.length - Frames.readyForQuery('I').length);
        return to.answer(bytes, Frames.rowDescription("server").length, System.nanoTime() + TimeUnit.MINUTES.toNanos(10));
    }

    @Override
    public void store(Question question, byte[] bytes, int rows, long bestBeforeNanos) {
        // Nobody asks for it.
    }
}
