package io.howdah.config;

import static io.howdah.config.SettingKey.global;

import java.time.Duration;
import java.util.List;

/** Settings of the protocol with clients, of the process and of name resolution. */
final class ProcessKeys {

    private static final int SMALLEST_PACKET_LIMIT = 1024;

    static final SettingKey<List<String>> IGNORE_STARTUP_PARAMETERS = global("ignore_startup_parameters",
            "protocol.ignore_startup_parameters", ValueTypes.list(), "",
            "Start-up parameters that the pooler drops, e.g. `extra_float_digits`; `options` drops all parameters in `options`. "
                    + "The pooler never drops parameters that PgBouncer tracks.");
    static final SettingKey<List<String>> TRACK_EXTRA_PARAMETERS = global("track_extra_parameters",
            "protocol.track_extra_parameters", ValueTypes.list(), "IntervalStyle",
            "Parameters kept for each client beside those that PgBouncer always tracks; only parameters that PostgreSQL "
                    + "reports.")
            .needsRestart();
    static final SettingKey<Long> MAX_PACKET_SIZE = global("max_packet_size", "protocol.max_packet_size",
            Quantities.bytes(SMALLEST_PACKET_LIMIT, Integer.MAX_VALUE), "2147483647",
            "Largest message, in either direction.");
    static final SettingKey<Boolean> APPLICATION_NAME_ADD_HOST = global("application_name_add_host",
            "protocol.application_name_add_host", ValueTypes.flag(), "0",
            "Append the client's address to its application_name.");
    static final SettingKey<Boolean> DISABLE_PQEXEC = global("disable_pqexec", "protocol.disable_pqexec",
            ValueTypes.flag(), "0", "Refuse the simple query protocol, and so several statements in one query.")
            .needsRestart();
    static final SettingKey<String> LOGIN_NOTIFY_MESSAGE = global("login_notify_message",
            "protocol.login_notify_message", ValueTypes.text(), "", "A notice sent to every client after its login.");

    static final SettingKey<Long> MAX_CLIENT_PREPARED_MEMORY = global("max_client_prepared_memory",
            "protocol.max_client_prepared_memory", Quantities.bytes(SMALLEST_PACKET_LIMIT, Integer.MAX_VALUE), "67108864",
            "Size of the texts and names of one client's named prepared statements; a client that exceeds it is closed with "
                    + "54000. Not in PgBouncer.");
    static final SettingKey<Long> MAX_PREPARED_MEMORY = global("max_prepared_memory", "protocol.max_prepared_memory",
            Quantities.bytes(0, Long.MAX_VALUE), "0",
            "The same for all clients together, with each text counted once; 0 for a quarter of the heap. Beyond the limit "
                    + "only clients whose statements take little may prepare more. Not in PgBouncer.");

    static final SettingKey<Integer> EVENT_LOOPS = global("event_loops", "event_loops", ValueTypes.count(0, 1024),
            "0", "Number of event loops, the threads that serve sockets; 0 for one per processor. Not in PgBouncer.")
            .needsRestart();
    static final SettingKey<String> PIDFILE = global("pidfile", "pidfile", ValueTypes.filename(), "",
            "File for the process number.").needsRestart();
    static final SettingKey<String> CONFFILE = global("conffile", "conffile", ValueTypes.filename(), "",
            "The file to read at the next reload.");
    static final SettingKey<String> USER = global("user", "user", ValueTypes.text(), "",
            "The system user to become at the start; `-u` wins over it.").needsRestart();
    static final SettingKey<TerminateMode> SIGTERM = global("sigterm_mode", "sigterm_mode",
            ValueTypes.choice(TerminateMode.values(), TerminateMode::spelling), TerminateMode.WAIT_FOR_CLIENTS.spelling(),
            "What the first SIGTERM does: `drain` ends each client at its transaction boundary, within `shutdown_timeout`; "
                    + "`wait_for_clients` serves clients until the last one has left, as PgBouncer does; `wait_for_servers` "
                    + "does the same as SIGINT; `immediate` does the same as a second signal. Not in PgBouncer.")
            .inYaml(TerminateMode.DRAIN.spelling());
    static final SettingKey<String> JOB_NAME = global("job_name", "job_name", ValueTypes.text(), "pgbouncer",
            "Alias of `service_name`.").needsRestart().withoutEffect();
    static final SettingKey<String> SERVICE_NAME = global("service_name", "service_name", ValueTypes.text(),
            "pgbouncer", "The name of the Windows service.").needsRestart().withoutEffect();
    static final SettingKey<Integer> PEER_ID = global("peer_id", "peer_id", ValueTypes.count(0, 16383), "0",
            "The number of this process among its peers; 0 for a process without peers.");
    static final SettingKey<Long> PKT_BUF = global("pkt_buf", "pkt_buf", Quantities.bytes(1, Integer.MAX_VALUE),
            "4096", "Size of PgBouncer's buffer per connection.").needsRestart().withoutEffect();
    static final SettingKey<Integer> SBUF_LOOPCNT = global("sbuf_loopcnt", "sbuf_loopcnt",
            ValueTypes.count(0, Integer.MAX_VALUE), "5", "Buffers that PgBouncer handles per turn of its loop.").withoutEffect();

    static final SettingKey<Duration> DNS_MAX_TTL = global("dns_max_ttl", "dns.max_ttl", Quantities.seconds(), "15",
            "How long the addresses of a name stay in the cache.").withoutEffect();
    static final SettingKey<Duration> DNS_NXDOMAIN_TTL = global("dns_nxdomain_ttl", "dns.nxdomain_ttl",
            Quantities.seconds(), "15", "How long a name without addresses stays in the cache.").withoutEffect();
    static final SettingKey<Duration> DNS_ZONE_CHECK = global("dns_zone_check_period", "dns.zone_check_period",
            Quantities.seconds(), "0", "How often zones are checked for changes; 0 never.").withoutEffect();
    static final SettingKey<String> RESOLV_CONF = global("resolv_conf", "dns.resolv_conf", ValueTypes.filename(), "",
            "A file to use instead of the system's resolv.conf.").needsRestart().withoutEffect();

    static final List<SettingKey<?>> PROTOCOL = List.of(IGNORE_STARTUP_PARAMETERS, TRACK_EXTRA_PARAMETERS,
            MAX_PACKET_SIZE, APPLICATION_NAME_ADD_HOST, DISABLE_PQEXEC, LOGIN_NOTIFY_MESSAGE, MAX_CLIENT_PREPARED_MEMORY,
            MAX_PREPARED_MEMORY);
    static final List<SettingKey<?>> PROCESS = List.of(EVENT_LOOPS, PIDFILE, CONFFILE, USER, SIGTERM, JOB_NAME, SERVICE_NAME,
            PEER_ID, PKT_BUF, SBUF_LOOPCNT);
    static final List<SettingKey<?>> DNS = List.of(DNS_MAX_TTL, DNS_NXDOMAIN_TTL, DNS_ZONE_CHECK, RESOLV_CONF);

    private ProcessKeys() {
    }
}
