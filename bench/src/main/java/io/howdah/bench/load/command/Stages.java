package io.howdah.bench.load.command;

import io.howdah.bench.load.LoadPlan;
import io.howdah.bench.load.LoadResult;
import io.howdah.bench.load.LoadRun;
import io.howdah.bench.load.LoadTable;
import io.howdah.bench.load.workload.Workload;
import io.howdah.bench.process.Interruption;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Runs several loads one after the other against one rig, and reports each. */
final class Stages {

    private final Rig rig;
    private final PrintStream out;
    private final Interruption interruption;
    private final LoadTable table;

    Stages(Rig rig, PrintStream out, Interruption interruption) {
        this.rig = rig;
        this.out = out;
        this.interruption = interruption;
        this.table = new LoadTable(rig.target());
    }

    /** Runs the plans and returns their stages: fewer than plans after an interruption. */
    List<Stage> run(List<LoadPlan> plans) throws IOException, InterruptedException {
        List<Stage> stages = new ArrayList<>();
        for (LoadPlan plan : plans) {
            if (interruption.begun()) {
                break;
            }
            if (plan.workload().rows() > 0 && table.prepare(plan.workload().rows())) {
                out.printf("table %s: %d rows%n", Workload.TABLE, plan.workload().rows());
            }
            Stage stage = run(plan);
            out.print(TextReport.of(stage));
            stages.add(stage);
        }
        if (stages.size() > 1) {
            out.println();
            out.print(TextReport.table(stages));
        }
        return stages;
    }

    private Stage run(LoadPlan plan) throws IOException, InterruptedException {
        boolean updating = plan.workload().updates();
        long sum = updating ? table.sum() : 0;
        ProgressLine line = new ProgressLine(out, System.console() != null);
        Observer observer = new Observer(rig, line);
        LoadRun run = new LoadRun(plan, observer);
        interruption.stopWith(run::stop);
        LoadResult result;
        try {
            result = run.run();
        } finally {
            line.clear();
        }
        return new Stage(plan, result, observer.figures(), updating ? OptionalLong.of(table.sum() - sum) : OptionalLong.empty());
    }
}
