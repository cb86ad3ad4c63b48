package io.howdah.bench.load.command;

import io.howdah.bench.load.LoadPlan;
import io.howdah.bench.load.workload.Workload;
import io.howdah.bench.process.Interruption;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The most impressive load: ten thousand clients on a small pool. Each client checks that it gets its own answers. */
@Command(name = "crowd", mixinStandardHelpOptions = true,
        description = "Connects many clients over a small pool, all of which then ask, again and again, for a number nobody else asks "
                + "for. Fails on an error, a wrong answer, or more server connections than the pool may have.")
public final class CrowdCommand implements Callable<Integer> {

    @Option(names = "--clients", defaultValue = "10k", converter = ClientCount.class,
            description = "${DEFAULT-VALUE} by default.")
    private int clients;

    @Option(names = "--pool-size", defaultValue = "20", description = "${DEFAULT-VALUE} by default.")
    private int poolSize;

    @Option(names = "--event-loops", defaultValue = "0", description = "Of the pooler; 0, the default, for one per core.")
    private int eventLoops;

    @Option(names = "--duration", paramLabel = "SECONDS", defaultValue = "10", description = "${DEFAULT-VALUE} by default.")
    private int duration;

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        Optional<String> complaint = OpenFiles.complaint(clients);
        if (complaint.isPresent()) {
            System.err.println("howdah bench crowd: " + complaint.get());
            return 1;
        }
        try (Interruption interruption = Interruption.watch(); Rig rig = Rig.howdah(clients, poolSize, eventLoops)) {
            LoadPlan plan = LoadPlan.to(rig.target()).withWorkload(new Workload.Own()).withClients(clients)
                    .withTimes(Duration.ZERO, Duration.ofSeconds(duration));
            List<Stage> stages = new Stages(rig, System.out, interruption).run(List.of(plan));
            return stages.stream().allMatch(Stage::good) ? 0 : 1;
        }
    }
}
