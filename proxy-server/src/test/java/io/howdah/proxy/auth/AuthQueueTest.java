package io.howdah.proxy.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class AuthQueueTest {

    /** A server that answers when the test says so. */
    private static final class Server implements AuthQueue.Question {
        final LinkedBlockingQueue<String> asked = new LinkedBlockingQueue<>();
        final LinkedBlockingQueue<Optional<String>> answers = new LinkedBlockingQueue<>();
        final CountDownLatch closed = new CountDownLatch(1);
        volatile AuthQueryException failure;

        @Override
        public Optional<FoundUser> ask(String user) throws AuthQueryException {
            asked.add(user);
            try {
                Optional<String> secret = answers.take();
                if (failure != null) {
                    throw failure;
                }
                return secret.map(given -> new FoundUser(user, Optional.of(given)));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public Set<String> roles(String user) {
            return Set.of(user);
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    private final Server server = new Server();
    private final AuthQueue queue = new AuthQueue(server, new AuthQueryCounts());

    @AfterEach
    void end() throws Exception {
        queue.close();
        assertThat(server.closed.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private static String secret(CompletableFuture<Optional<FoundUser>> answer) throws Exception {
        return answer.get(10, TimeUnit.SECONDS).flatMap(FoundUser::secret).orElse(null);
    }

    @Test
    @DisplayName("trap 18: a thousand logins of one user at a time are two questions: the one under way, and one for all who came after it was sent")
    void trap18_stampede() throws Exception {
        CompletableFuture<Optional<FoundUser>> first = queue.ask("u");
        assertThat(server.asked.poll(10, TimeUnit.SECONDS)).isEqualTo("u");
        List<CompletableFuture<Optional<FoundUser>>> later = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            later.add(queue.ask("u"));
        }
        server.answers.add(Optional.of("old"));
        server.answers.add(Optional.of("new"));
        assertThat(secret(first)).isEqualTo("old");
        for (CompletableFuture<Optional<FoundUser>> one : later) {
            assertThat(secret(one)).as("asked after they came").isEqualTo("new");
        }
        assertThat(server.asked).hasSize(1);
    }

    @Test
    @DisplayName("No answer is kept: who comes later is asked for anew, and nobody gets another's answer")
    void noMemory() throws Exception {
        server.answers.addAll(List.of(Optional.of("a"), Optional.empty(), Optional.of("b")));
        assertThat(secret(queue.ask("u"))).isEqualTo("a");
        assertThat(queue.ask("v").get(10, TimeUnit.SECONDS)).isEmpty();
        assertThat(secret(queue.ask("u"))).isEqualTo("b");
        assertThat(server.asked).containsExactly("u", "v", "u");
    }

    @Test
    @DisplayName("A server that is down is tried once for all who wait, and again for who comes then")
    void serverDown() throws Exception {
        CompletableFuture<Optional<FoundUser>> first = queue.ask("a");
        assertThat(server.asked.poll(10, TimeUnit.SECONDS)).isEqualTo("a");
        List<CompletableFuture<Optional<FoundUser>>> waiting = List.of(queue.ask("b"), queue.ask("c"));
        server.failure = AuthQueryException.unreachable("down");
        server.answers.add(Optional.empty());
        assertThatThrownBy(() -> secret(first)).isInstanceOf(ExecutionException.class).hasCause(server.failure);
        for (CompletableFuture<Optional<FoundUser>> one : waiting) {
            assertThatThrownBy(() -> secret(one)).hasCause(server.failure);
        }
        assertThat(server.asked).isEmpty();

        server.failure = null;
        server.answers.add(Optional.of("up"));
        assertThat(secret(queue.ask("b"))).isEqualTo("up");
    }

    @Test
    @DisplayName("A query that fails for one user is asked for the next all the same")
    void queryFails() throws Exception {
        CompletableFuture<Optional<FoundUser>> first = queue.ask("a");
        assertThat(server.asked.poll(10, TimeUnit.SECONDS)).isEqualTo("a");
        CompletableFuture<Optional<FoundUser>> second = queue.ask("b");
        server.failure = AuthQueryException.misconfigured("error in auth_query");
        server.answers.add(Optional.empty());
        assertThatThrownBy(() -> secret(first)).hasCause(server.failure);
        assertThat(server.asked.poll(10, TimeUnit.SECONDS)).isEqualTo("b");
        server.failure = null;
        server.answers.add(Optional.of("fine"));
        assertThat(secret(second)).isEqualTo("fine");
    }
}
