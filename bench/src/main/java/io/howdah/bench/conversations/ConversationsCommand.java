package io.howdah.bench.conversations;

import io.howdah.bench.postgres.EmbeddedServer;
import io.howdah.bench.postgres.Folders;
import io.howdah.config.ConfigFormat;
import io.howdah.config.ConfigSource;
import io.howdah.proxy.Pooler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code howdah bench conversations} checks that no client gets another client's answer, that no acknowledged row is lost, and
 * that no client waits for ever.
 */
@Command(name = "conversations", mixinStandardHelpOptions = true,
        description = "Random conversations, right and wrong, of several clients over one server; PostgreSQL judges each.")
public final class ConversationsCommand implements Callable<Integer> {

    @Option(names = "--count", defaultValue = "10000000", description = "How many; ${DEFAULT-VALUE} by default.")
    private long count;

    @Option(names = "--clients", defaultValue = "8", description = "How many at a time at most; ${DEFAULT-VALUE} by default.")
    private int clients;

    @Option(names = "--seed", description = "Makes the same conversations again; another each time by default.")
    private @Nullable Long seed;

    @Option(names = "--mode", defaultValue = "transaction",
            description = "transaction (all over one server) or session (a server each); ${DEFAULT-VALUE} by default.")
    private String mode;

    @Option(names = "--whole", description = "Lets the server's bytes arrive as they were sent, not cut and some of them late.")
    private boolean whole;

    @Option(names = "--again", arity = "2", paramLabel = "SEED OWNER",
            description = "Has one conversation of an earlier run again, --count times.")
    private long @Nullable [] again;

    @Override
    public Integer call() throws Exception {
        long begin = seed == null ? System.nanoTime() : seed;
        Path folder = Files.createTempDirectory("howdah-conversations");
        try {
            ConversationRun run = run(folder, clients, mode, whole ? null : begin, conversations -> {
                if (again == null) {
                    conversations.run(count, clients, begin);
                } else {
                    conversations.runAgain(again[0], again[1], (int) count);
                }
            });
            System.out.printf("%d conversations of at most %d clients, %d of them judged by PostgreSQL, seed %d: %d failures%n",
                    run.held(), clients, run.judged(), begin, run.failures().size());
            run.failures().forEach(System.out::println);
            return run.failures().isEmpty() ? 0 : 1;
        } finally {
            Folders.delete(folder);
        }
    }

    /** The conversations to have. */
    @FunctionalInterface
    interface Work {
        void run(ConversationRun conversations) throws Exception;
    }

    /**
     * Has conversations with a PostgreSQL started in this folder, and a pooler before it.
     *
     * @param cuts seed of the cuts in the bytes between pooler and PostgreSQL; null for no cuts
     */
    static ConversationRun run(Path folder, int clients, String mode, @Nullable Long cuts, Work work) throws Exception {
        try (EmbeddedServer postgres = EmbeddedServer.start(folder, false, Map.of())) {
            try (Connection connection = postgres.connect("postgres"); Statement statement = connection.createStatement()) {
                statement.execute("CREATE DATABASE through");
                statement.execute("CREATE DATABASE direct");
            }
            for (String database : new String[] {"through", "direct"}) {
                try (Connection connection = postgres.connect(database); Statement statement = connection.createStatement()) {
                    statement.execute(ConversationRun.TABLE);
                }
            }
            try (CuttingLink link = cuts == null ? null : new CuttingLink(postgres.port(), cuts)) {
                return run(folder, clients, mode, postgres, link == null ? postgres.port() : link.port(), work);
            }
        }
    }

    private static ConversationRun run(Path folder, int clients, String mode, EmbeddedServer postgres, int serverPort, Work work)
            throws Exception {
        String config = """
                listen: {addresses: 127.0.0.1, port: 0}
                pool: {mode: %s, size: %d}
                auth: {type: trust}
                log: {connections: false, disconnections: false, pooler_errors: false}
                databases: {through: {host: 127.0.0.1, port: %d}}
                users: {%s: {}}
                """.formatted(mode, mode.equals("session") ? clients : 1, serverPort, EmbeddedServer.SUPERUSER);
        try (Pooler pooler = Pooler.start(ConfigSource.of(config, ConfigFormat.YAML, folder, Map.of()))) {
            ConversationRun run = new ConversationRun(
                    new ConversationRun.Places(pooler.port(), postgres.port(), "through", "direct", EmbeddedServer.SUPERUSER),
                    database -> open(postgres, database));
            work.run(run);
            return run;
        }
    }

    private static Connection open(EmbeddedServer postgres, String database) throws SQLException {
        return postgres.connect(database);
    }
}
