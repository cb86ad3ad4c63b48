package io.howdah.bench.load.command;

import io.howdah.bench.load.login.Target;
import io.howdah.bench.postgres.EmbeddedServer;
import io.howdah.bench.postgres.Folders;
import io.howdah.bench.postgres.ServerCount;
import io.howdah.bench.process.FreePort;
import io.howdah.bench.process.Parts;
import io.howdah.bench.process.PoolerProcess;
import io.howdah.bench.process.ProcessFigures;
import io.howdah.bench.process.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The target of a load: a running pooler or PostgreSQL, or a PostgreSQL and a pooler started for the load. */
final class Rig implements AutoCloseable {

    private static final String DATABASE = "postgres";
    /** Connections of PostgreSQL beside the measured connections. */
    private static final int SPARE_CONNECTIONS = 20;

    private final List<Target> targets;
    private final Optional<ProcessFigures> pooler;
    private final Optional<ServerCount> servers;
    private final OptionalInt poolSize;
    private final Optional<Target> server;
    private final Parts parts;
    private final List<PoolerProcess> poolers = new ArrayList<>();
    private Optional<RedisServer> redis = Optional.empty();

    private Rig(List<Target> targets, Optional<ProcessFigures> pooler, Optional<ServerCount> servers, OptionalInt poolSize,
            Optional<Target> server, Parts parts) {
        this.targets = List.copyOf(targets);
        this.pooler = pooler;
        this.servers = servers;
        this.poolSize = poolSize;
        this.server = server;
        this.parts = parts;
    }

    /** @param pooler the process whose memory and processor time the load reports */
    static Rig existing(Target target, Optional<ProcessFigures> pooler) {
        return new Rig(List.of(target), pooler, Optional.empty(), OptionalInt.empty(), Optional.empty(), new Parts());
    }

    /**
     * PostgreSQL from its jar and Howdah before it, each as a process of its own.
     *
     * @param clients number of clients
     * @param eventLoops event loops of Howdah; 0 for one per core
     */
    static Rig howdah(int clients, int poolSize, int eventLoops) throws IOException, SQLException {
        return howdah(clients, poolSize, eventLoops, "");
    }

    /** The same with a result cache in memory. */
    static Rig caching(int clients, int poolSize, int eventLoops) throws IOException, SQLException {
        return howdah(clients, poolSize, eventLoops, "cache: {mode: ttl, ttl: 1h, memory: 400MB}\n");
    }

    /** @param more further lines of the configuration */
    private static Rig howdah(int clients, int poolSize, int eventLoops, String more) throws IOException, SQLException {
        Parts parts = new Parts();
        try {
            Path folder = folder(parts);
            EmbeddedServer postgres = postgres(folder, poolSize + (more.isEmpty() ? 0 : clients), parts);
            int port = FreePort.choose();
            String config = config(port, postgres.port(), clients, poolSize, eventLoops) + more;
            PoolerProcess pooler = parts.add(PoolerProcess.howdah(config, port, Map.of(), folder));
            ServerCount servers = parts.add(ServerCount.watch(postgres.connect(DATABASE)));
            return new Rig(List.of(Target.local(port, DATABASE, EmbeddedServer.SUPERUSER)), Optional.of(pooler.figures()),
                    Optional.of(servers), OptionalInt.of(poolSize),
                    Optional.of(Target.local(postgres.port(), DATABASE, EmbeddedServer.SUPERUSER)), parts);
        } catch (IOException | SQLException | RuntimeException e) {
            parts.closeAfter(e);
            throw e;
        }
    }

    /**
     * PostgreSQL from its jar, a Redis if any cache asks for one, and several Howdahs, each as a process of its own.
     *
     * @param caches the cache of each Howdah, as YAML that takes the URL of the Redis as a format's argument
     */
    static Rig sharing(int clients, int poolSize, List<String> caches) throws IOException {
        Parts parts = new Parts();
        try {
            Path folder = folder(parts);
            EmbeddedServer postgres = postgres(folder, caches.size() * poolSize + clients, parts);
            Optional<RedisServer> redis = caches.stream().anyMatch(cache -> cache.contains("%s"))
                    ? Optional.of(parts.add(RedisServer.start(folder))) : Optional.empty();
            List<Target> targets = new ArrayList<>();
            List<PoolerProcess> poolers = new ArrayList<>();
            for (String cache : caches) {
                int port = FreePort.choose();
                Path own = Files.createDirectories(folder.resolve("howdah" + targets.size()));
                String config = config(port, postgres.port(), clients, poolSize, 0)
                        + cache.formatted(redis.map(RedisServer::url).orElse(""));
                poolers.add(parts.add(PoolerProcess.howdah(config, port, Map.of(), own)));
                targets.add(Target.local(port, DATABASE, EmbeddedServer.SUPERUSER));
            }
            Rig rig = new Rig(targets, Optional.of(poolers.get(0).figures()), Optional.empty(), OptionalInt.of(poolSize),
                    Optional.of(Target.local(postgres.port(), DATABASE, EmbeddedServer.SUPERUSER)), parts);
            rig.poolers.addAll(poolers);
            rig.redis = redis;
            return rig;
        } catch (IOException | RuntimeException e) {
            parts.closeAfter(e);
            throw e;
        }
    }

    /** PostgreSQL from its jar, without a pooler. */
    static Rig direct(int clients) throws IOException {
        Parts parts = new Parts();
        try {
            EmbeddedServer postgres = postgres(folder(parts), clients, parts);
            return new Rig(List.of(Target.local(postgres.port(), DATABASE, EmbeddedServer.SUPERUSER)), Optional.empty(),
                    Optional.empty(),
                    OptionalInt.empty(), Optional.empty(), parts);
        } catch (IOException | RuntimeException e) {
            parts.closeAfter(e);
            throw e;
        }
    }

    private static Path folder(Parts parts) throws IOException {
        Path folder = Files.createTempDirectory("howdah-load-");
        parts.add(() -> Folders.delete(folder));
        return folder;
    }

    private static EmbeddedServer postgres(Path folder, int connections, Parts parts) throws IOException {
        return parts.add(EmbeddedServer.start(folder, false,
                Map.of("max_connections", Integer.toString(connections + SPARE_CONNECTIONS))));
    }

    private static String config(int port, int serverPort, int clients, int poolSize, int eventLoops) {
        return """
                event_loops: %d
                listen:
                  addresses: 127.0.0.1
                  port: %d
                  max_client_conn: %d
                  backlog: 1024
                auth_type: trust
                admin:
                  users: [%s]
                  listen_addr: ""
                  http_listen_addr: ""
                pool:
                  mode: transaction
                  size: %d
                log:
                  connections: false
                  disconnections: false
                  stats_period: 5s
                databases:
                  %s: {host: 127.0.0.1, port: %d}
                users:
                  %s: {}
                """.formatted(eventLoops, port, clients + SPARE_CONNECTIONS, EmbeddedServer.SUPERUSER, poolSize, DATABASE,
                serverPort, EmbeddedServer.SUPERUSER);
    }

    Target target() {
        return targets.get(0);
    }

    /** All of them, if the rig has several Howdahs. */
    List<Target> targets() {
        return targets;
    }

    /** The processes of several Howdahs, in the order of {@link #targets}. */
    List<PoolerProcess> poolers() {
        return poolers;
    }

    /** The Redis that they share. */
    Optional<RedisServer> redis() {
        return redis;
    }

    /** PostgreSQL itself behind the pooler, if it was started for the load. */
    Optional<Target> server() {
        return server;
    }

    /** The pooler's process, if it is known. */
    Optional<ProcessFigures> pooler() {
        return pooler;
    }

    /** PostgreSQL's highest number of server connections so far, if a ServerCount watches it. */
    OptionalInt mostServers() {
        return servers.map(count -> OptionalInt.of(count.most())).orElse(OptionalInt.empty());
    }

    /** The limit of server connections, if it is known. */
    OptionalInt poolSize() {
        return poolSize;
    }

    @Override
    public void close() throws IOException {
        parts.close();
    }
}
