package io.howdah.bench.compare;

import io.howdah.bench.load.LoadPlan;
import io.howdah.bench.load.LoadProgress;
import io.howdah.bench.load.LoadResult;
import io.howdah.bench.load.LoadRun;
import io.howdah.bench.load.login.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/** The generator of {@code bench load}. It counts from the moment at which all clients are connected. */
final class LoadGenerator implements Generator {

    /** Uncounted load in every run: the first transactions must wait until the pooler has opened its server connections. */
    private static final Duration WARM_UP = Duration.ofMillis(500);

    @Override
    public Sample run(Contender contender, Job job, Duration length, Marks marks) throws IOException, InterruptedException {
        LoadPlan plan = LoadPlan.to(Target.local(contender.port(), Rig.DATABASE, contender.role()))
                .withWorkload(job.work().load())
                .withProtocol(contender.spoken(job.protocol()))
                .withReconnecting(job.work().kind() == Work.Kind.CONNECT)
                .withClients(job.clients())
                .withTimes(WARM_UP, length);
        try {
            LoadResult result = LoadRun.run(plan, new LoadProgress() {
                @Override
                public void measuringBegan() {
                    mark(marks::began);
                }

                @Override
                public void measuringEnded() {
                    mark(marks::ended);
                }
            });
            String complaint = result.firstErrors().isEmpty() ? "" : result.firstErrors().get(0);
            return new Sample(result.transactions(), result.tps(), result.latencies(), result.inTurn(), result.errorCount(),
                    complaint);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private interface Mark {
        void set() throws IOException;
    }

    private static void mark(Mark mark) {
        try {
            mark.set();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
