package io.howdah.config;

import java.nio.file.Path;
import java.util.Map;

/** Turns files and environment into one {@link PoolerConfig}, or says everything that is wrong with them. */
public final class ConfigLoader {

    private ConfigLoader() {
    }

    /** Reads a file whose format is told by its content. */
    public static PoolerConfig load(Path file, Map<String, String> environment) throws ConfigException {
        ConfigProblems problems = new ConfigProblems();
        problems.add(Origin.file(file.toString(), 0), "", "cannot be read");
        throw new ConfigException(problems);
    }

    /** Reads a text as if it stood in a file in {@code baseDir}, to which relative paths refer. */
    public static PoolerConfig load(String text, ConfigFormat format, Path baseDir, Map<String, String> environment)
            throws ConfigException {
        return load(baseDir.resolve("howdah." + format.name().toLowerCase(java.util.Locale.ROOT)), environment);
    }
}
