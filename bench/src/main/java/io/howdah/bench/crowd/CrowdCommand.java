package io.howdah.bench.crowd;

import io.howdah.bench.postgres.EmbeddedServer;
import io.howdah.bench.postgres.Folders;
import io.howdah.bench.postgres.ServerCount;
import io.howdah.bench.process.PoolerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts PostgreSQL and the pooler, each as a process of its own, and sends the crowd in. */
@Command(name = "crowd", mixinStandardHelpOptions = true,
        description = "Connects many clients, all of which then send queries over a small pool. Each client takes a file "
                + "descriptor here and one in the pooler: see ulimit -n.")
public final class CrowdCommand implements Callable<Integer> {

    private static final String DATABASE = "postgres";

    @Option(names = "--clients", defaultValue = "10000", description = "${DEFAULT-VALUE} by default.")
    private int clients;

    @Option(names = "--queries", defaultValue = "10", description = "Of each client; ${DEFAULT-VALUE} by default.")
    private int queries;

    @Option(names = "--pool-size", defaultValue = "20", description = "${DEFAULT-VALUE} by default.")
    private int poolSize;

    @Option(names = "--event-loops", defaultValue = "0", description = "Of the pooler; 0, the default, for one per core.")
    private int eventLoops;

    @Option(names = "--deadline", paramLabel = "SECONDS", defaultValue = "300",
            description = "Give up after this; ${DEFAULT-VALUE} by default.")
    private int deadline;

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        Path folder = Files.createTempDirectory("howdah-crowd-");
        int port = PoolerProcess.freePort();
        try (EmbeddedServer postgres = EmbeddedServer.start(folder, false, Map.of());
                PoolerProcess pooler = PoolerProcess.howdah(config(port, postgres.port()), port, Map.of(), folder);
                ServerCount servers = ServerCount.watch(postgres.connect(DATABASE))) {
            Crowd crowd = new Crowd(port, EmbeddedServer.SUPERUSER, DATABASE, clients, queries);
            CrowdResult result = crowd.run(Duration.ofSeconds(deadline));
            System.out.print(result.text());
            System.out.printf("server connections: at most %d (pool_size %d)%n", servers.most(), poolSize);
            System.out.printf("pooler: %d MB resident, %.1f s of CPU%n", pooler.residentBytes() >> 20,
                    pooler.cpuTime().totalMicros() / 1e6);
            return result.errors() == 0 && servers.most() <= poolSize ? 0 : 1;
        } finally {
            Folders.delete(folder);
        }
    }

    private String config(int port, int serverPort) {
        return """
                event_loops: %d
                listen:
                  addresses: 127.0.0.1
                  port: %d
                  max_client_conn: %d
                  backlog: 1024
                auth_type: trust
                admin_listen_addr: ""
                pool:
                  mode: transaction
                  size: %d
                log:
                  connections: false
                  disconnections: false
                databases:
                  %s: {host: 127.0.0.1, port: %d}
                users:
                  %s: {}
                """.formatted(eventLoops, port, clients + 100, poolSize, DATABASE, serverPort, EmbeddedServer.SUPERUSER);
    }
}
