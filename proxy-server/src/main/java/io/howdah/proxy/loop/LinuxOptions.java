package io.howdah.proxy.loop;

import io.netty.channel.unix.IntegerUnixChannelOption;

/**
 * Socket options by Linux's numbers (asm-generic/socket.h, linux/tcp.h, linux/in6.h), for channels without Netty's names for
 * them.
 */
final class LinuxOptions {

    static final IntegerUnixChannelOption SO_REUSEADDR = socket("SO_REUSEADDR", 2);
    /** Bytes; Linux doubles it. */
    static final IntegerUnixChannelOption SO_SNDBUF = socket("SO_SNDBUF", 7);
    /** Bytes; Linux doubles it. */
    static final IntegerUnixChannelOption SO_RCVBUF = socket("SO_RCVBUF", 8);
    static final IntegerUnixChannelOption SO_KEEPALIVE = socket("SO_KEEPALIVE", 9);
    static final IntegerUnixChannelOption SO_REUSEPORT = socket("SO_REUSEPORT", 15);

    static final IntegerUnixChannelOption TCP_NODELAY = tcp("TCP_NODELAY", 1);
    /** Seconds. */
    static final IntegerUnixChannelOption TCP_KEEPIDLE = tcp("TCP_KEEPIDLE", 4);
    /** Seconds. */
    static final IntegerUnixChannelOption TCP_KEEPINTVL = tcp("TCP_KEEPINTVL", 5);
    static final IntegerUnixChannelOption TCP_KEEPCNT = tcp("TCP_KEEPCNT", 6);
    /** Seconds; 0 turns the option off. */
    static final IntegerUnixChannelOption TCP_DEFER_ACCEPT = tcp("TCP_DEFER_ACCEPT", 9);
    /** Milliseconds; 0 for the system's own value. */
    static final IntegerUnixChannelOption TCP_USER_TIMEOUT = tcp("TCP_USER_TIMEOUT", 18);

    static final IntegerUnixChannelOption IPV6_V6ONLY = new IntegerUnixChannelOption("IPV6_V6ONLY", 41, 26);

    private LinuxOptions() {}

    private static IntegerUnixChannelOption socket(String name, int number) {
        return new IntegerUnixChannelOption(name, 1, number);
    }

    private static IntegerUnixChannelOption tcp(String name, int number) {
        return new IntegerUnixChannelOption(name, 6, number);
    }
}
