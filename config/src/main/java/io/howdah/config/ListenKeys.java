package io.howdah.config;

import static io.howdah.config.SettingKey.global;

import java.time.Duration;
import java.util.List;

/** Settings of the ports that clients connect to, and of all sockets. */
final class ListenKeys {

    static final SettingKey<List<String>> ADDRESSES = global("listen_addr", "listen.addresses", ValueTypes.list(), "",
            "Names or addresses to listen on; `*` means all addresses. Empty means no TCP, only the Unix socket.")
            .inYaml("127.0.0.1").needsRestart();
    static final SettingKey<Integer> PORT = global("listen_port", "listen.port", ValueTypes.port(0), "6432",
            "Port for TCP, also part of the Unix socket's name; 0 takes any free port.").needsRestart();
    static final SettingKey<Integer> BACKLOG = global("listen_backlog", "listen.backlog",
            ValueTypes.count(1, 65535), "128", "Connections that the kernel keeps until the pooler accepts them.")
            .needsRestart();
    static final SettingKey<Integer> MAX_CLIENT_CONN = global("max_client_conn", "listen.max_client_conn",
            ValueTypes.count(1, Integer.MAX_VALUE), "100", "Client connections in all; the pooler refuses any more.")
            .inYaml("10000");
    static final SettingKey<Integer> MAX_LOGIN_CONN = global("max_login_conn", "listen.max_login_conn",
            ValueTypes.count(0, Integer.MAX_VALUE), "0", "Connections that are logging in at one time. If there are more, those "
                    + "that have taken longest are closed, so that strangers who connect and say nothing keep nobody out; each "
                    + "may hold some 50 kB with TLS. 0: as many as `max_client_conn`, and at least 100. Not in PgBouncer.");
    static final SettingKey<Integer> MAX_LOGIN_FAILURES = global("max_login_failures", "listen.max_login_failures",
            ValueTypes.count(0, 60_000), "0", "Failed logins of one address in a minute. When they are used up, the address is "
                    + "refused (53300) until its next one is due, with a right password too: mind addresses that many clients "
                    + "share. 0: no limit. Not in PgBouncer.");
    static final SettingKey<Boolean> REUSE_PORT = global("so_reuseport", "listen.reuse_port", ValueTypes.flag(), "0",
            "Let several processes listen on the same port.").needsRestart();
    static final SettingKey<String> UNIX_SOCKET_DIR = global("unix_socket_dir", "listen.unix_socket_dir",
            ValueTypes.text(), "/tmp", "Directory of the Unix socket, or `@name` for an abstract socket; empty for no Unix "
                    + "socket. With an ini file, a database without `host` is on the PostgreSQL socket in this directory.")
            .inYaml("").needsRestart();
    static final SettingKey<String> UNIX_SOCKET_GROUP = global("unix_socket_group", "listen.unix_socket_group",
            ValueTypes.text(), "", "Group given to the Unix socket.").needsRestart();
    static final SettingKey<Integer> UNIX_SOCKET_MODE = global("unix_socket_mode", "listen.unix_socket_mode",
            ValueTypes.permissions(), "0777", "Permissions of the Unix socket.").needsRestart();

    static final SettingKey<ProxyNetworks> PROXY_NETWORKS = global("proxy_protocol_networks",
            "listen.proxy_protocol_networks", ProxyNetworks.type(), "", "Addresses of load balancers (`10.1.0.0/16, ::1`), and "
                    + "`unix` for the Unix socket: a connection from there must begin with a PROXY header (version 1 or 2), and "
                    + "the address in the header counts as the client's. Nobody else's header is believed. Not in PgBouncer.");

    static final SettingKey<Boolean> KEEPALIVE = global("tcp_keepalive", "tcp.keepalive", ValueTypes.flag(), "1",
            "Probe silent connections.");
    static final SettingKey<Duration> KEEPIDLE = global("tcp_keepidle", "tcp.keepidle", Quantities.seconds(), "0",
            "Silence before the first probe, from 1 s to 32,767 s on Linux; 0 leaves the system's value.");
    static final SettingKey<Duration> KEEPINTVL = global("tcp_keepintvl", "tcp.keepintvl", Quantities.seconds(), "0",
            "Time between probes, from 1 s to 32,767 s on Linux; 0 leaves the system's value.");
    static final SettingKey<Integer> KEEPCNT = global("tcp_keepcnt", "tcp.keepcnt", ValueTypes.count(0, 127), "0",
            "Unanswered probes before the system closes the connection; 0 leaves the system's value.");
    static final SettingKey<Duration> USER_TIMEOUT = global("tcp_user_timeout", "tcp.user_timeout",
            Quantities.milliseconds(), "0", "How long sent data may stay unacknowledged; a number without a unit "
                    + "counts milliseconds; 0 leaves the system's value.");
    static final SettingKey<Long> SOCKET_BUFFER = global("tcp_socket_buffer", "tcp.socket_buffer",
            Quantities.bytes(0, Integer.MAX_VALUE), "0", "Buffer of each socket; 0 leaves the system's value.");
    static final SettingKey<Boolean> DEFER_ACCEPT = global("tcp_defer_accept", "tcp.defer_accept",
            ValueTypes.flagOrSeconds(), "1", "Accept a client only when it has sent something, or after a second (Linux).");

    static final List<SettingKey<?>> LISTEN = List.of(ADDRESSES, PORT, MAX_CLIENT_CONN, MAX_LOGIN_CONN, MAX_LOGIN_FAILURES,
            BACKLOG, REUSE_PORT,
            UNIX_SOCKET_DIR, UNIX_SOCKET_GROUP, UNIX_SOCKET_MODE, PROXY_NETWORKS);
    static final List<SettingKey<?>> TCP = List.of(KEEPALIVE, KEEPIDLE, KEEPINTVL, KEEPCNT, USER_TIMEOUT,
            SOCKET_BUFFER, DEFER_ACCEPT);

    private ListenKeys() {
    }
}
