package io.howdah.protocol;

/**
 * Protocol versions as sent: major version in the upper 16 bits, minor version in the lower; PostgreSQL's
 * {@code PG_PROTOCOL(m, n)}.
 */
public final class ProtocolVersion {

    public static final int V3_0 = 196608;

    /** PostgreSQL 18 and later. There is no 3.1: PostgreSQL skipped it, because some poolers answered it wrongly. */
    public static final int V3_2 = 196610;

    private ProtocolVersion() {
    }

    public static int major(int version) {
        return version >>> 16;
    }

    public static int minor(int version) {
        return version & 0xffff;
    }

    /** {@code "3.2"}. */
    public static String toString(int version) {
        return major(version) + "." + minor(version);
    }
}
