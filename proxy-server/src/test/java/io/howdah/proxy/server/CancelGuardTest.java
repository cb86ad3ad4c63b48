package io.howdah.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Listeners hear of their cancel requests in order, and the server is kept until the last request has ended. */
class CancelGuardTest {

    private final List<String> heard = new ArrayList<>();
    private final CancelGuard guard = new CancelGuard(() -> heard.add("over"));

    private CancelProgress listener(String name) {
        return new CancelProgress() {
            @Override
            public void sent() {
                heard.add(name + " sent");
            }

            @Override
            public void ended() {
                heard.add(name + " ended");
            }
        };
    }

    @Test
    void theLastRequestThatEndsFreesTheServer() {
        guard.started();
        guard.started();
        guard.ended();
        assertThat(guard.isUnderWay()).isTrue();
        assertThat(heard).isEmpty();
        guard.ended();
        assertThat(guard.isUnderWay()).isFalse();
        assertThat(heard).containsExactly("over");
    }

    @Test
    void whoComesLateHearsThatTheRequestHasLeft() {
        guard.hear(listener("a"));
        guard.started();
        guard.sent();
        guard.hear(listener("b"));
        guard.ended();
        assertThat(heard).containsExactly("a sent", "b sent", "a ended", "b ended", "over");
    }

    @Test
    void theNextRequestIsAnother() {
        guard.hear(listener("a"));
        guard.started();
        guard.sent();
        guard.ended();
        heard.clear();
        guard.hear(listener("b"));
        assertThat(heard).as("nothing is on its way").isEmpty();
        guard.started();
        guard.sent();
        guard.ended();
        assertThat(heard).containsExactly("b sent", "b ended", "over");
    }
}
