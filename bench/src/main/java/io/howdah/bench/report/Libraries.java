package io.howdah.bench.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/**
 * Versions of the libraries in the build. Maven writes the versions, because the bench jar leaves out the libraries' own poms.
 */
public final class Libraries {

    private Libraries() {
    }

    /** @param name a name in {@code libraries.properties} */
    public static String version(String name) {
        try (InputStream in = Libraries.class.getResourceAsStream("libraries.properties")) {
            Properties versions = new Properties();
            versions.load(in);
            return Objects.requireNonNull(versions.getProperty(name), name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
