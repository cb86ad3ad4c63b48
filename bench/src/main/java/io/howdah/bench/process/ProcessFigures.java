package io.howdah.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What Linux tells of a running process, ours or not.
 *
 * @param pid its number
 */
public record ProcessFigures(long pid) {

    /** Of this JVM. */
    public static ProcessFigures own() {
        return new ProcessFigures(ProcessHandle.current().pid());
    }

    /** Processor time used so far. */
    public CpuTime cpuTime() throws IOException {
        return CpuTime.of(pid);
    }

    /** The same by thread and more exactly. */
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
