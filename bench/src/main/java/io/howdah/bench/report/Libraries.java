package io.howdah.bench.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** Versions of the libraries this was built with. Maven writes them, for the bench jar has no library's own pom any more. */
public final class Libraries {

    private Libraries() {
    }

    /** @param name as {@code libraries.properties} has it */
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
