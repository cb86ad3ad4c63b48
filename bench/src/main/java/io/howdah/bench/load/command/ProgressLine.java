package io.howdah.bench.load.command;

import io.howdah.bench.load.LoadMoment;
import java.io.PrintStream;
import java.util.Locale;

/** Shows a load's progress. On a terminal one line is rewritten in place; a log gets a new line every few seconds. */
final class ProgressLine {

    /** A log gets every fifth moment, a terminal every moment. */
    private static final int SHOWN_OF = 5;

    private final PrintStream out;
    private final boolean terminal;
    private long errors;
    private int moments;
    private boolean unfinished;

    ProgressLine(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    void show(LoadMoment moment) {
        errors += moment.errors();
        if (terminal) {
            // Goes back to the first column, and erases the rest of a longer line.
            out.print("\r" + text(moment) + "\u001b[K");
            unfinished = true;
        } else if (++moments % SHOWN_OF == 0) {
            out.println(text(moment));
        }
        out.flush();
    }

    private String text(LoadMoment moment) {
        String phase = switch (moment.phase()) {
            case CONNECTING -> "connecting";
            case WARM_UP -> "warm-up";
            case MEASURING -> "measuring";
        };
        return String.format(Locale.ROOT,
                "  %s %.0f s: %d clients connected, %.0f transactions/s, p50 %.2f ms, p99 %.2f ms, %d errors",
                phase, moment.seconds(), moment.connected(), moment.tps(), moment.p50Micros() / 1e3, moment.p99Micros() / 1e3,
                errors);
    }

    /** Erases the line, so that other output can follow. */
    void clear() {
        if (unfinished) {
            out.print("\r\u001b[K");
            unfinished = false;
        }
    }
}
