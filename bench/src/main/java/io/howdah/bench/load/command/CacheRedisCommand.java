package io.howdah.bench.load.command;

import io.howdah.bench.load.LoadPlan;
import io.howdah.bench.load.LoadProgress;
import io.howdah.bench.load.LoadRun;
import io.howdah.bench.load.LoadTable;
import io.howdah.bench.load.login.Target;
import io.howdah.bench.load.workload.KeySpread;
import io.howdah.bench.load.workload.Workload;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Answers from Redis beside answers from memory and PostgreSQL's own, in turns. */
@Command(name = "redis", mixinStandardHelpOptions = true,
        description = "Measures a primary-key SELECT answered from Redis, from memory and by PostgreSQL directly, in turns.")
final class CacheRedisCommand implements Callable<Integer> {

    @Option(names = "--rows", defaultValue = "1000", description = "Different answers; ${DEFAULT-VALUE} by default.")
    private int rows;

    @Option(names = "--rounds", defaultValue = "5", description = "Turns; ${DEFAULT-VALUE} by default.")
    private int rounds;

    @Option(names = "--duration", paramLabel = "SECONDS", defaultValue = "3",
            description = "Of each measurement; ${DEFAULT-VALUE} by default.")
    private double seconds;

    @Option(names = "--clients", defaultValue = "1,16", split = ",", description = "${DEFAULT-VALUE} by default.")
    private List<Integer> clients;

    /** One way to the rows. */
    private record Way(String name, Target target, TurnSum sum) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        long errors = 0;
        int most = clients.stream().mapToInt(Integer::intValue).max().orElse(1);
        String cache = "cache: {mode: ttl, ttl: 1h, memory: %s, redis: {url: \"%%s\", timeout: 100ms}}\n";
        try (Rig rig = Rig.sharing(most, most, List.of(cache.formatted("0"), cache.formatted("400MB")))) {
            Target direct = rig.server().orElseThrow();
            new LoadTable(direct).prepare(rows);
            for (int count : clients) {
                List<Way> ways = List.of(new Way("redis", rig.targets().get(0), new TurnSum()),
                        new Way("memory", rig.targets().get(1), new TurnSum()), new Way("direct", direct, new TurnSum()));
                for (int round = 0; round < rounds; round++) {
                    for (Way way : ways) {
                        way.sum.add(LoadRun.run(LoadPlan.to(way.target).withClients(count)
                                .withWorkload(new Workload.Select(KeySpread.uniform(rows)))
                                .withTurn(seconds), LoadProgress.NONE));
                    }
                }
                System.out.printf(Locale.ROOT, "simple, %d clients, %d rows%n", count, rows);
                for (Way way : ways) {
                    System.out.print(way.sum.line(way.name));
                    errors += way.sum.errors();
                }
            }
        }
        return errors == 0 ? 0 : 1;
    }
}
