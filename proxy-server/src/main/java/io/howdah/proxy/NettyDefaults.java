package io.howdah.proxy;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Netty's switches for a process that is a pooler, or its load, and nothing else, set before its first class loads unless the command line says
 * otherwise: checks that cost on every access of every buffer are for tests, where the build turns all of them on.
 */
public final class NettyDefaults {

    private NettyDefaults() {}

    /** To be called before anything of Netty is. */
    public static void apply() {
        System.setProperty("PID", Long.toString(ProcessHandle.current().pid()));
        set("io.netty.leakDetection.level", "disabled");
        set("io.netty.buffer.checkBounds", "false");
        set("io.netty.buffer.checkAccessible", "false");
        // Heap arenas are not used; a direct arena per loop with small chunks keeps an idle pooler small.
        set("io.netty.allocator.numHeapArenas", "0");
        set("io.netty.allocator.maxOrder", "6");
        set("io.netty.allocator.useCacheForAllThreads", "false");
        // For the ids of channels, which nobody compares between machines: Netty looks for a hardware address, and warns where there is none.
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
