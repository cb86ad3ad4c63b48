package io.howdah.proxy;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Netty's system properties for the pooler and the load generator; the command line overrides them. They switch off checks at
 * every buffer access, which the build switches on for tests.
 */
public final class NettyDefaults {

    private NettyDefaults() {}

    /** Sets the properties. Must run before Netty's first class loads. */
    public static void apply() {
        System.setProperty("PID", Long.toString(ProcessHandle.current().pid()));
        set("io.netty.leakDetection.level", "disabled");
        set("io.netty.buffer.checkBounds", "false");
        set("io.netty.buffer.checkAccessible", "false");
        // The pooler uses no heap arenas. One direct arena a loop with small chunks keeps an idle pooler small.
        set("io.netty.allocator.numHeapArenas", "0");
        set("io.netty.allocator.maxOrder", "6");
        set("io.netty.allocator.useCacheForAllThreads", "false");
        // Netty's events for the flight recorder would load the recorder into every process: 5 MB.
        set("io.netty.jfr.enabled", "false");
        // Nobody compares channel ids of different machines. Netty would look for a hardware address and warn if there is none.
        byte[] id = new byte[6];
        new SecureRandom().nextBytes(id);
        set("io.netty.machineId", HexFormat.ofDelimiter(":").formatHex(id));
    }

    private static void set(String name, String value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }
}
