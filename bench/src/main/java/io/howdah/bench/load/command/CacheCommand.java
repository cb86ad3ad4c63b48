package io.howdah.bench.load.command;

import io.howdah.bench.load.LoadPlan;
import io.howdah.bench.load.LoadProgress;
import io.howdah.bench.load.LoadRun;
import io.howdah.bench.load.LoadTable;
import io.howdah.bench.load.login.Target;
import io.howdah.bench.load.wire.QueryProtocol;
import io.howdah.bench.load.workload.KeySpread;
import io.howdah.bench.load.workload.Workload;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Hits of the result cache in memory beside the same statement asked of PostgreSQL directly, in turns. */
@Command(name = "cache", mixinStandardHelpOptions = true,
        description = "Measures a primary-key SELECT answered from the result cache and by PostgreSQL directly, in turns.",
        subcommands = {CacheRedisCommand.class, CacheWritesCommand.class, CacheBurstCommand.class, CacheHistoryCommand.class})
public final class CacheCommand implements Callable<Integer> {

    @Option(names = "--clients", defaultValue = "16", converter = ClientCount.class, description = "${DEFAULT-VALUE} by default.")
    private int clients;

    @Option(names = "--rows", defaultValue = "1000", description = "Different answers; ${DEFAULT-VALUE} by default.")
    private int rows;

    @Option(names = "--sum-of", paramLabel = "ROWS", defaultValue = "0",
            description = "Instead of the primary-key SELECT, a sum of so many rows.")
    private int summed;

    @Option(names = "--rounds", defaultValue = "5", description = "Turns for each protocol; ${DEFAULT-VALUE} by default.")
    private int rounds;

    @Option(names = "--duration", paramLabel = "SECONDS", defaultValue = "3",
            description = "Of each measurement; ${DEFAULT-VALUE} by default.")
    private double seconds;

    @Option(names = "--event-loops", defaultValue = "0", description = "Of the pooler; 0, the default, for one per core.")
    private int eventLoops;

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        long errors = 0;
        try (Rig rig = Rig.caching(clients, clients, eventLoops)) {
            Workload workload = summed == 0 ? new Workload.Select(KeySpread.uniform(rows))
                    : new Workload.Sums(summed, rows, 100);
            Target direct = rig.server().orElseThrow();
            new LoadTable(direct).prepare(Math.max(rows, summed));
            for (QueryProtocol protocol : List.of(QueryProtocol.SIMPLE, QueryProtocol.EXTENDED, QueryProtocol.PREPARED)) {
                TurnSum cached = new TurnSum();
                TurnSum asked = new TurnSum();
                for (int round = 0; round < rounds; round++) {
                    for (boolean fromCache : new boolean[] {round % 2 == 0, round % 2 != 0}) {
                        LoadPlan plan = LoadPlan.to(fromCache ? rig.target() : direct).withWorkload(workload)
                                .withProtocol(protocol)
                                .withClients(clients).withTurn(seconds);
                        (fromCache ? cached : asked).add(LoadRun.run(plan, LoadProgress.NONE));
                    }
                }
                System.out.printf(Locale.ROOT, "%s, %s, %d clients, %d answers%n%s%s  cached/direct %.2f%n",
                        workload, protocol.name().toLowerCase(Locale.ROOT), clients, rows, cached.line("cached"),
                        asked.line("direct"),
                        cached.tps() / asked.tps());
                errors += cached.errors() + asked.errors();
            }
        }
        return errors == 0 ? 0 : 1;
    }
}
