package io.howdah.bench.shows;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A PgBouncer's version, without its patch level. */
record Version(int major, int minor) implements Comparable<Version> {

    private static final Pattern NUMBER = Pattern.compile("(\\d+)\\.(\\d+)");

    static Version of(String text) {
        Matcher found = NUMBER.matcher(text);
        if (!found.find()) {
            throw new IllegalArgumentException("no version in \"" + text + "\"");
        }
        return new Version(Integer.parseInt(found.group(1)), Integer.parseInt(found.group(2)));
    }

    boolean isBefore(Version other) {
        return compareTo(other) < 0;
    }

    @Override
    public int compareTo(Version other) {
        return major != other.major ? Integer.compare(major, other.major) : Integer.compare(minor, other.minor);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
