package io.howdah.bench.load.command;

import io.howdah.bench.load.LoadMoment;
import io.howdah.bench.load.LoadProgress;
import io.howdah.bench.load.login.Target;
import io.howdah.bench.process.CpuTime;
import io.howdah.bench.process.ProcessFigures;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads the values of processes and console when the measuring begins and when it ends. */
final class Observer implements LoadProgress {

    private final Rig rig;
    private final ProgressLine line;
    private Optional<CpuTime> poolerAtFirst = Optional.empty();
    private Optional<CpuTime> generatorAtFirst = Optional.empty();
    private Optional<QueueWait> waitAtFirst = Optional.empty();
    private @Nullable Figures figures;

    Observer(Rig rig, ProgressLine line) {
        this.rig = rig;
        this.line = line;
    }

    @Override
    public void moment(LoadMoment moment) {
        line.show(moment);
    }

    @Override
    public void measuringBegan() {
        waitAtFirst = asked(QueueWait::ask);
        poolerAtFirst = rig.pooler().flatMap(Observer::cpu);
        generatorAtFirst = cpu(ProcessFigures.own());
    }

    @Override
    public void measuringEnded() {
        Optional<CpuTime> generator = generatorAtFirst.flatMap(first -> cpu(ProcessFigures.own()).map(last -> last.since(first)));
        Optional<CpuTime> pooler = poolerAtFirst
                .flatMap(first -> rig.pooler().flatMap(Observer::cpu).map(last -> last.since(first)));
        Optional<WaitPercentiles> waits = waitAtFirst.flatMap(known -> asked(WaitPercentiles::ask));
        OptionalDouble wait = OptionalDouble.empty();
        if (waitAtFirst.isPresent()) {
            Optional<QueueWait> last = asked(QueueWait::ask);
            wait = last.isPresent() ? OptionalDouble.of(last.get().meanSince(waitAtFirst.get())) : wait;
        }
        figures = new Figures(wait, waits, pooler, resident(), generator, rig.mostServers(), rig.poolSize());
    }

    @FunctionalInterface
    private interface Question<T> {
        Optional<T> ask(Target target) throws InterruptedException;
    }

    private <T> Optional<T> asked(Question<T> question) {
        try {
            return question.ask(rig.target());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static Optional<CpuTime> cpu(ProcessFigures process) {
        try {
            return Optional.of(process.cpuTime());
        } catch (IOException noProc) {
            return Optional.empty();
        }
    }

    private OptionalLong resident() {
        try {
            return rig.pooler().isPresent() ? OptionalLong.of(rig.pooler().get().residentBytes()) : OptionalLong.empty();
        } catch (IOException noProc) {
            return OptionalLong.empty();
        }
    }

    /** The values; call this only after the load. */
    Figures figures() {
        assert figures != null : "the figures come with the end of the measuring";
        return figures;
    }
}
