package io.howdah.bench.load.command;

import io.howdah.bench.load.LoadPlan;
import io.howdah.bench.load.LoadTable;
import io.howdah.bench.load.login.Target;
import io.howdah.bench.load.login.TlsUse;
import io.howdah.bench.load.wire.QueryProtocol;
import io.howdah.bench.load.workload.KeySpread;
import io.howdah.bench.process.Interruption;
import io.howdah.bench.process.ProcessFigures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of the load generator. The generator is {@link io.howdah.bench.load.LoadRun}. */
@Command(name = "load", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Very many clients on very few threads, against a target of yours or against PostgreSQL and Howdah "
                + "started for it. Fails where a client met an error or an acknowledged update is not in the table.")
public final class LoadCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--target", paramLabel = "URL", converter = TargetUrl.class,
            description = "postgresql://user:password@host:port/database, a pooler or PostgreSQL itself; without it PostgreSQL and "
                    + "Howdah are started, and stopped at the end.")
    private @Nullable Target target;

    @Option(names = "--tls", description = "Over TLS; the certificate must be one that Java trusts, issued to the host.")
    private boolean tls;

    @Option(names = "--tls-trust-all", description = "Over TLS, whatever certificate is shown: encrypts, proves nothing.")
    private boolean tlsTrustAll;

    @Option(names = "--pooler-pid", paramLabel = "PID", description = "With --target: the process whose CPU and memory to show.")
    private Optional<Long> poolerPid = Optional.empty();

    @Option(names = "--direct", description = "Without --target: PostgreSQL alone, no pooler before it.")
    private boolean direct;

    @Option(names = "--pool-size", defaultValue = "20", description = "Of the Howdah started; ${DEFAULT-VALUE} by default.")
    private int poolSize;

    @Option(names = "--event-loops", defaultValue = "0", description = "Of the Howdah started; 0, the default, for one per core.")
    private int eventLoops;

    @Option(names = "--workload", defaultValue = "select", converter = WorkloadKind.Reader.class,
            description = "select: pgbench -S's statement; mixed: that and UPDATEs; select1: SELECT 1; own: each client asks for a "
                    + "number of its own and checks the answer; bytes:1MB: a result of that size. ${DEFAULT-VALUE} by default.")
    private WorkloadKind workload;

    @Option(names = "--rows", defaultValue = "100000", description = "Of the table howdah_bench; ${DEFAULT-VALUE} by default.")
    private int rows;

    @Option(names = "--skew", defaultValue = "0",
            description = "Exponent of Zipf's law for the keys; 0, the default, for uniform.")
    private double skew;

    @Option(names = "--read-share", paramLabel = "PERCENT", defaultValue = "90",
            description = "Of the statements of mixed; ${DEFAULT-VALUE} by default.")
    private int readShare;

    @Option(names = "--drop", description = "Drop the table howdah_bench at the end.")
    private boolean drop;

    @Option(names = "--protocol", split = ",", defaultValue = "simple",
            description = "simple, extended, prepared, or several of them in turn; ${DEFAULT-VALUE} by default.")
    private List<QueryProtocol> protocols;

    @Option(names = "--statements", defaultValue = "1", description = "Per transaction; from 2 on between BEGIN and COMMIT.")
    private int statements;

    @Option(names = "--pipeline", description = "Send a whole transaction at once.")
    private boolean pipeline;

    @Option(names = "--connect", description = "A new connection for each transaction.")
    private boolean connect;

    @Option(names = {"--clients", "--stages"}, split = ",", defaultValue = "16", converter = ClientCount.class,
            description = "Number of clients, or several to be measured in turn: 1k,5k,10k. ${DEFAULT-VALUE} by default.")
    private List<Integer> clients;

    @Option(names = "--rate", paramLabel = "TPS", defaultValue = "0",
            description = "Transactions per second, begun at random times whether or not earlier ones have ended; latency counts "
                    + "from the time at which each should have begun. 0, the default: each client begins when it has its answer.")
    private double rate;

    @Option(names = "--duration", paramLabel = "SECONDS", defaultValue = "10",
            description = "Measured; ${DEFAULT-VALUE} by default.")
    private double duration;

    @Option(names = "--warm-up", paramLabel = "SECONDS", defaultValue = "2",
            description = "Before it; ${DEFAULT-VALUE} by default.")
    private double warmUp;

    @Option(names = "--threads", defaultValue = "1", description = "Event loops of the generator; ${DEFAULT-VALUE} by default.")
    private int threads;

    @Option(names = "--seed", defaultValue = "1", description = "Of keys, mix and arrivals; ${DEFAULT-VALUE} by default.")
    private long seed;

    @Option(names = "--json", paramLabel = "FILE", description = "Write all results there too.")
    private @Nullable Path json;

    @Option(names = "--allow-errors", description = "Succeed where clients met errors; never where an answer "
            + "was wrong, an update lost, or a server connection too many.")
    private boolean allowErrors;

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        // Checks all plans before anything starts. The target is not known yet, but the plans do not depend on it.
        plans(target != null ? target : Target.local(1, "", ""));
        int most = Collections.max(clients);
        Optional<String> complaint = OpenFiles.complaint(most);
        if (complaint.isPresent()) {
            return failed(complaint.get());
        }
        try (Interruption interruption = Interruption.watch(); Rig rig = rig(most)) {
            List<Stage> stages = new Stages(rig, System.out, interruption).run(plans(rig.target()));
            if (drop) {
                new LoadTable(rig.target()).drop();
            }
            if (json != null) {
                Files.writeString(json, JsonReport.of(stages));
            }
            return stages.stream().allMatch(allowErrors ? Stage::kept : Stage::good) ? 0 : 1;
        } catch (IOException e) {
            return failed(e.getMessage());
        }
    }

    private Rig rig(int most) throws IOException, SQLException {
        if (target != null) {
            return Rig.existing(target.withTls(tlsTrustAll ? TlsUse.TRUST_ALL : tls ? TlsUse.VERIFIED : TlsUse.OFF),
                    poolerPid.map(ProcessFigures::new));
        }
        if (tls || tlsTrustAll || poolerPid.isPresent()) {
            throw new ParameterException(spec.commandLine(), "--tls, --tls-trust-all and --pooler-pid go with --target");
        }
        return direct ? Rig.direct(most) : Rig.howdah(most, poolSize, eventLoops);
    }

    /** A plan for each protocol and each number of clients. */
    private List<LoadPlan> plans(Target to) {
        try {
            List<LoadPlan> plans = new ArrayList<>();
            for (QueryProtocol protocol : protocols) {
                for (int count : clients) {
                    plans.add(
                            new LoadPlan(to, workload.with(new KeySpread(rows, skew), readShare), protocol, statements, pipeline,
                                    connect, count, rate, LoadPlan.seconds(warmUp), LoadPlan.seconds(duration), threads, seed));
                }
            }
            return plans;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    private static int failed(@Nullable String reason) {
        System.err.println("howdah bench load: " + reason);
        return CommandLine.ExitCode.SOFTWARE;
    }
}
