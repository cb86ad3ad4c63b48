package io.howdah.bench.load.command;

import io.howdah.bench.load.login.Rows;
import io.howdah.bench.load.login.Session;
import io.howdah.bench.load.login.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** The admin console of the target pooler, on the pooler's own port. */
final class PoolerConsole {

    private static final String DATABASE = "pgbouncer";
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private PoolerConsole() {}

    /**
     * Runs one command on the console.
     *
     * @param read makes a value from the answer
     * @return empty if the target has no console, refuses the user, does not know the command, or gives an unusable answer
     */
    static <T> Optional<T> ask(Target target, String command, Function<Rows, Optional<T>> read) throws InterruptedException {
        Target console = new Target(target.host(), target.port(), DATABASE, target.user(), target.password(), target.tls());
        try (Session session = Session.open(console, PATIENCE)) {
            return read.apply(session.query(command));
        } catch (IOException | NumberFormatException unknown) {
            return Optional.empty();
        }
    }
}
