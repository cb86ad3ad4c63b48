package io.howdah.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Processor time of a whole process, as Linux counts it.
 *
 * @param userMicros time in the program
 * @param systemMicros time in the kernel on the program's behalf
 */
public record CpuTime(long userMicros, long systemMicros) {

    /** One tick of {@code USER_HZ}, the unit of {@code /proc}. USER_HZ is 100 on every Linux in use. */
    private static final long MICROS_PER_TICK = 10_000;

    /**
     * Positions of {@code utime} and {@code stime} in {@code /proc/PID/stat}, behind the command's closing parenthesis; see
     * proc(5).
     */
    private static final int UTIME = 11;
    private static final int STIME = 12;

    static CpuTime of(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 0);
        return new CpuTime(Long.parseLong(fields[UTIME]) * MICROS_PER_TICK, Long.parseLong(fields[STIME]) * MICROS_PER_TICK);
    }

    public CpuTime since(CpuTime earlier) {
        return new CpuTime(userMicros - earlier.userMicros, systemMicros - earlier.systemMicros);
    }

    public long totalMicros() {
        return userMicros + systemMicros;
    }
}
