package io.howdah.proxy.live;

import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.server.ServerConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/** Asks every event loop the same question at nearly the same moment. Each loop answers between two of its own steps. */
public final class OnEachLoop {

    private final List<Loop> loops;

    /** @param loops all loops, in the order of the answers */
    public OnEachLoop(List<Loop> loops) {
        this.loops = List.copyOf(loops);
    }

    /** The answers in the order of the loops; fails if a loop fails or has ended. */
    public <T> CompletionStage<List<T>> ask(Function<Loop, T> question) {
        List<CompletableFuture<T>> answers = new ArrayList<>(loops.size());
        for (Loop loop : loops) {
            answers.add(CompletableFuture.supplyAsync(() -> question.apply(loop), loop.eventLoop()));
        }
        return all(answers);
    }

    /** One answer per connection, given on the connection's own loop, even if the connection moves meanwhile. */
    public static <T> CompletionStage<List<T>> ask(List<ServerConnection> servers, Function<ServerConnection, T> question) {
        List<CompletableFuture<T>> answers = new ArrayList<>(servers.size());
        for (ServerConnection server : servers) {
            CompletableFuture<T> answer = new CompletableFuture<>();
            answers.add(answer);
            follow(server, question, answer);
        }
        return all(answers);
    }

    private static <T> void follow(ServerConnection server, Function<ServerConnection, T> question, CompletableFuture<T> answer) {
        Loop loop = server.loop();
        try {
            loop.eventLoop().execute(() -> {
                if (server.loop() != loop) {
                    follow(server, question, answer);
                    return;
                }
                try {
                    answer.complete(question.apply(server));
                } catch (RuntimeException e) {
                    answer.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(e);
        }
    }

    private static <T> CompletionStage<List<T>> all(List<CompletableFuture<T>> answers) {
        return CompletableFuture.allOf(answers.toArray(new CompletableFuture<?>[0]))
                .thenApply(done -> answers.stream().map(CompletableFuture::join).toList());
    }

    /** Like {@link #ask}, for answers that are lists: joins them into one list. */
    <T> CompletionStage<List<T>> gather(Function<Loop, List<T>> question) {
        return ask(question).thenApply(parts -> parts.stream().flatMap(List::stream).toList());
    }
}
