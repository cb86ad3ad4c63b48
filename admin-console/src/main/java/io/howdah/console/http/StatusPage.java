package io.howdah.console.http;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** What answers requests for one path. */
@FunctionalInterface
public interface StatusPage {

    /**
     * The answer to one request. Called on a thread of {@code work}, which it may keep busy but not block; the stage may complete on any
     * thread. A failure is told as 500, without its words.
     *
     * @param work the endpoint's own threads: what is made of answers of the view is made there, for those come on the pooler's loops
     */
    CompletionStage<StatusReply> answer(StatusRequest request, Executor work);
}
