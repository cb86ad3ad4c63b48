package io.howdah.proxy.cache.probe;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The built-in functions that are declared stable, and whose answers depend on nothing but their arguments and settings that are
 * part of a cache key. The list is a resource, {@code stable-functions.txt}.
 */
final class StableFunctions {

    private static final Set<Long> OIDS = read();

    private StableFunctions() {}

    /** Whether the function with this OID is one of them. */
    static boolean contains(long oid) {
        return OIDS.contains(oid);
    }

    private static Set<Long> read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(StableFunctions.class.getResourceAsStream("stable-functions.txt"), "stable-functions.txt"),
                StandardCharsets.UTF_8))) {
            return lines.lines().filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> Long.valueOf(line.substring(0, line.indexOf(' ')))).collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
