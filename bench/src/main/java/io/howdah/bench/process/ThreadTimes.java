package io.howdah.bench.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Processor time of each thread of a process. The scheduler counts nanoseconds here, while {@link CpuTime} has steps of 10 ms.
 *
 * @param nanos nanoseconds by the thread's number
 */
public record ThreadTimes(Map<String, Long> nanos) {

    static ThreadTimes of(long pid) throws IOException {
        Map<String, Long> nanos = new HashMap<>();
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "task"))) {
            for (Path thread : threads) {
                try {
                    String schedstat = Files.readString(thread.resolve("schedstat"));
                    nanos.put(thread.getFileName().toString(), Long.parseLong(schedstat.substring(0, schedstat.indexOf(' '))));
                } catch (NoSuchFileException ended) {
                    // The time of a thread that ends meanwhile is lost: of a JVM's compiler threads, for example. The time is
                    // small in a slice.
                }
            }
        }
        return new ThreadTimes(nanos);
    }

    /** Microseconds that all threads together have used since the earlier reading. */
    public double microsSince(ThreadTimes earlier) {
        return nanos.entrySet().stream()
                .mapToLong(now -> now.getValue() - earlier.nanos.getOrDefault(now.getKey(), 0L)).sum() / 1e3;
    }
}
