package io.howdah.bench.load.command;

import io.howdah.bench.load.login.Rows;
import io.howdah.bench.load.login.Session;
import io.howdah.bench.load.login.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** The console of the pooler that is under load, on the pooler's own port. */
final class PoolerConsole {

    private static final String DATABASE = "pgbouncer";
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private PoolerConsole() {}

    /**
     * Asks it one thing.
     *
     * @param read makes something of the answer
     * @return nothing where there is no console, it does not let this user look, does not know the command or makes no sense
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
