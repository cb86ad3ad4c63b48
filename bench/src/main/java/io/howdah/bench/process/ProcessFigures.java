package io.howdah.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The memory and the processor time that Linux reports for a running process, whether this JVM started the process or not.
 *
 * @param pid the process's number
 */
public record ProcessFigures(long pid) {

    /** The figures of this JVM. */
    public static ProcessFigures own() {
        return new ProcessFigures(ProcessHandle.current().pid());
    }

    /** Processor time used so far. */
    public CpuTime cpuTime() throws IOException {
        return CpuTime.of(pid);
    }

    /** Processor time by thread, more exact than {@link #cpuTime}. */
    public ThreadTimes threadTimes() throws IOException {
        return ThreadTimes.of(pid);
    }

    /** Resident memory in bytes. */
    public long residentBytes() throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                .findFirst().orElse(0);
    }
}
