package io.howdah.bench.load.command;

import io.howdah.bench.load.workload.KeySpread;
import io.howdah.bench.load.workload.Workload;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The name of a workload on the command line. Other options give the workload's other parameters. */
@FunctionalInterface
interface WorkloadKind {

    Workload with(KeySpread keys, int readShare);

    /** Reads {@code select}, {@code mixed}, {@code select1}, {@code own} and {@code bytes:SIZE}. */
    final class Reader implements ITypeConverter<WorkloadKind> {

        private static final Pattern BYTES = Pattern.compile("bytes:([0-9]{1,9})(|B|kB|MB)");

        @Override
        public WorkloadKind convert(String value) {
            return switch (value.toLowerCase(Locale.ROOT)) {
                case "select" -> (keys, readShare) -> new Workload.Select(keys);
                case "mixed" -> Workload.Mixed::new;
                case "select1" -> (keys, readShare) -> new Workload.Select1();
                case "own" -> (keys, readShare) -> new Workload.Own();
                default -> bytes(value);
            };
        }

        private static WorkloadKind bytes(String value) {
            Matcher matcher = BYTES.matcher(value);
            if (!matcher.matches()) {
                throw new TypeConversionException("'" + value
                        + "' is no workload (expected: select, mixed, select1, own, or bytes:SIZE such as bytes:100kB)");
            }
            int shift = switch (matcher.group(2)) {
                case "kB" -> 10;
                case "MB" -> 20;
                default -> 0;
            };
            long size = Long.parseLong(matcher.group(1)) << shift;
            int taken = (int) Math.min(size, Integer.MAX_VALUE);
            Workload workload;
            try {
                workload = new Workload.Bytes(taken);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("'" + value + "': " + e.getMessage());
            }
            return (keys, readShare) -> workload;
        }
    }
}
