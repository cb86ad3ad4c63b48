package io.howdah.console.http;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Answers the requests for one path. */
@FunctionalInterface
public interface StatusPage {

    /**
     * The answer to one request. Called on a thread of {@code work}. The call may compute on that thread but must not block it;
     * the stage may complete on any thread. A failure becomes 500 without the exception's text.
     *
     * @param work the endpoint's own threads. The view's answers come on the pooler's loops, so the page must process them on
     *     these threads.
     */
    CompletionStage<StatusReply> answer(StatusRequest request, Executor work);
}
