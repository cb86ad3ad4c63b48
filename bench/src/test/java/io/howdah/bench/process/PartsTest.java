package io.howdah.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartsTest {

    private final List<String> closed = new ArrayList<>();
    private final Parts parts = new Parts();

    private AutoCloseable part(String name) {
        return () -> closed.add(name + (Thread.currentThread().isInterrupted() ? " interrupted" : ""));
    }

    private static AutoCloseable failing(String name) {
        return () -> {
            throw new IllegalStateException(name);
        };
    }

    @Test
    void theLastStartedIsClosedFirst() throws IOException {
        parts.add(part("folder"));
        parts.add(part("postgres"));
        parts.close();
        parts.close();
        assertThat(closed).containsExactly("postgres", "folder");
    }

    @Test
    void allAreClosedAlsoWhereOneFails() {
        parts.add(part("folder"));
        parts.add(failing("postgres"));
        parts.add(failing("pooler"));
        assertThatThrownBy(parts::close).isInstanceOf(IOException.class).hasRootCauseMessage("pooler")
                .satisfies(
                        failure -> assertThat(failure.getSuppressed()).singleElement().isInstanceOf(IllegalStateException.class));
        assertThat(closed).containsExactly("folder");
    }

    @Test
    void whatCouldNotBeStartedStaysTheFailure() {
        Exception failure = new Exception("not started");
        parts.add(failing("postgres"));
        parts.closeAfter(failure);
        assertThat(failure).hasMessage("not started").satisfies(it -> assertThat(it.getSuppressed()).hasSize(1));
    }

    @Test
    void anInterruptionWaitsUntilAllAreClosed() throws IOException {
        parts.add(part("folder"));
        Thread.currentThread().interrupt();
        parts.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(closed).containsExactly("folder");
    }
}
