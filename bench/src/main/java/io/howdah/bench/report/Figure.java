package io.howdah.bench.report;

import java.util.Locale;

/** The figures that a comparison compares. */
public enum Figure {
    THROUGHPUT("throughput", "transactions/s", 0, true) {
        @Override
        double of(Measured measured, Run run) {
            return run.tps();
        }
    },
    P50("latency, median", "ms", 3, false) {
        @Override
        double of(Measured measured, Run run) {
            return run.p50Millis();
        }
    },
    P95("latency, 95 %", "ms", 3, false) {
        @Override
        double of(Measured measured, Run run) {
            return run.p95Millis();
        }
    },
    P99("latency, 99 %", "ms", 3, false) {
        @Override
        double of(Measured measured, Run run) {
            return run.p99Millis();
        }
    },
    /** For many clients on few servers: 1 if all clients wait equally long and the target's speed is constant. */
    TAIL("latency, 99 % to median", "", 2, false) {
        @Override
        double of(Measured measured, Run run) {
            return run.p99Millis() / run.p50Millis();
        }
    },
    /** The queue's share in the tail: 1 if the target serves clients strictly in turn, however unsteady its speed is. */
    TAIL_TO_IN_TURN("latency, 99 % to in turn", "", 2, false) {
        @Override
        double of(Measured measured, Run run) {
            return run.p99Millis() / run.p99InTurnMillis();
        }
    },
    /** Mean latency minus the mean latency of a direct connection to PostgreSQL in the same lap. */
    ADDED_LATENCY("latency added to direct", "ms", 3, false) {
        @Override
        double of(Measured measured, Run run) {
            return run.contender().equals(Comparison.DIRECT) ? Double.NaN
                    : measured.run(Comparison.DIRECT, run.lap()).map(direct -> run.meanMillis() - direct.meanMillis())
                            .orElse(Double.NaN);
        }
    },
    CPU("CPU per transaction", "µs", 1, false) {
        @Override
        double of(Measured measured, Run run) {
            return run.cpuMicros();
        }
    },
    CPU_USER("CPU in the program", "µs", 1, false) {
        @Override
        double of(Measured measured, Run run) {
            return run.cpuUserMicros();
        }
    },
    CPU_SYSTEM("CPU in the kernel", "µs", 1, false) {
        @Override
        double of(Measured measured, Run run) {
            return run.cpuSystemMicros();
        }
    },
    /** For workloads with results of a given size: 10^9 bytes per second of the pooler's processor time. */
    RELAYED("relayed", "GB per CPU second", 2, true) {
        @Override
        double of(Measured measured, Run run) {
            long bytes = measured.scenario().resultBytes();
            return bytes == 0 ? Double.NaN : bytes / run.cpuMicros() / 1e3;
        }
    },
    RESIDENT("resident memory", "MB", 0, false) {
        @Override
        double of(Measured measured, Run run) {
            return run.residentBytes() / 1e6;
        }
    };

    private final String label;
    private final String unit;
    private final int decimals;
    private final boolean moreIsBetter;

    Figure(String label, String unit, int decimals, boolean moreIsBetter) {
        this.label = label;
        this.unit = unit;
        this.decimals = decimals;
        this.moreIsBetter = moreIsBetter;
    }

    /** The figure of one run in {@link #unit}s; NaN if the run has none. */
    abstract double of(Measured measured, Run run);

    public String label() {
        return label;
    }

    public String unit() {
        return unit;
    }

    public boolean moreIsBetter() {
        return moreIsBetter;
    }

    /** The number of decimals in reports. */
    int decimals() {
        return decimals;
    }

    /** The number without its unit; a dash if there is no number. */
    public String text(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, decimals == 0 ? "%,.0f" : "%." + decimals + "f", value) : "–";
    }

    /** The median, and in parentheses the quartiles. */
    public String text(Spread spread) {
        return spread.isEmpty() ? "–" : text(spread.median()) + " (" + text(spread.low()) + "–" + text(spread.high()) + ")";
    }
}
