package io.howdah.bench.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whatever clients send, right or wrong, and wherever they stop: each client gets the answers that PostgreSQL would give it
 * alone.
 */
class ConversationsIT {

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"transaction, 10000", "session, 1000"})
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    @DisplayName("Random conversations of up to eight clients: no answer of another's, no write lost, nobody waits for ever")
    void everybodyHearsWhatIsTheirs(String mode, int count, @TempDir Path folder) throws Exception {
        long seed = 41; // A fixed seed; howdah bench conversations takes another seed each time.
        ConversationRun run = ConversationsCommand.run(folder, 8, mode, seed, conversations -> conversations.run(count, 8, seed));
        assertThat(run.failures()).as("seed %d", seed).isEmpty();
        assertThat(run.held()).isEqualTo(count);
        assertThat(run.judged()).isGreaterThan(count / 2);
    }
}
