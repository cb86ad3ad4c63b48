package io.howdah.config;

import static io.howdah.config.SettingKey.global;

import java.time.Duration;
import java.util.List;

/** What clients may say, and how the process runs. */
final class ProcessKeys {

    private static final int SMALLEST_PACKET_LIMIT = 1024;

    static final SettingKey<List<String>> IGNORE_STARTUP_PARAMETERS = global("ignore_startup_parameters",
            "protocol.ignore_startup_parameters", ValueTypes.list(), "",
            "Startup parameters to drop instead of passing on, e.g. `extra_float_digits`; `options` for all that are given there. "
                    + "What PgBouncer tracks is taken over all the same.");
    static final SettingKey<List<String>> TRACK_EXTRA_PARAMETERS = global("track_extra_parameters",
            "protocol.track_extra_parameters", ValueTypes.list(), "IntervalStyle",
            "Parameters kept per client beside the ones always kept; only those PostgreSQL reports.").needsRestart();
    static final SettingKey<Long> MAX_PACKET_SIZE = global("max_packet_size", "protocol.max_packet_size",
            Quantities.bytes(SMALLEST_PACKET_LIMIT, Integer.MAX_VALUE), "2147483647",
            "Largest message let through, in either direction.");
    static final SettingKey<Boolean> APPLICATION_NAME_ADD_HOST = global("application_name_add_host",
            "protocol.application_name_add_host", ValueTypes.flag(), "0",
            "Append the client's address to its application_name.");
    static final SettingKey<Boolean> DISABLE_PQEXEC = global("disable_pqexec", "protocol.disable_pqexec",
            ValueTypes.flag(), "0", "Refuse the simple query protocol, and with it several statements in one query.")
            .needsRestart();
    static final SettingKey<String> LOGIN_NOTIFY_MESSAGE = global("login_notify_message",
            "protocol.login_notify_message", ValueTypes.text(), "", "A notice sent to every client after its login.");

    static final SettingKey<Long> MAX_CLIENT_PREPARED_MEMORY = global("max_client_prepared_memory",
            "protocol.max_client_prepared_memory", Quantities.bytes(SMALLEST_PACKET_LIMIT, Integer.MAX_VALUE), "67108864",
            "Texts and names of named prepared statements that one client may have at a time; a client that passes it is ended with "
                    + "54000. Not in PgBouncer.");
    static final SettingKey<Long> MAX_PREPARED_MEMORY = global("max_prepared_memory", "protocol.max_prepared_memory",
            Quantities.bytes(0, Long.MAX_VALUE), "0",
            "The same of all clients together, each text counted once; 0 for a quarter of the heap. Beyond it only clients that have little "
                    + "may have more. Not in PgBouncer.");

    static final SettingKey<Integer> EVENT_LOOPS = global("event_loops", "event_loops", ValueTypes.count(0, 1024),
            "0", "Threads that move bytes; 0 for one per processor. Not in PgBouncer.").needsRestart();
    static final SettingKey<String> PIDFILE = global("pidfile", "pidfile", ValueTypes.filename(), "",
            "Where to write the process number.").needsRestart();
    static final SettingKey<String> CONFFILE = global("conffile", "conffile", ValueTypes.filename(), "",
            "The file to read at the next reload.");
    static final SettingKey<String> USER = global("user", "user", ValueTypes.text(), "",
            "The system user to become at the start; `-u` wins over it.").needsRestart();
    static final SettingKey<TerminateMode> SIGTERM = global("sigterm_mode", "sigterm_mode",
            ValueTypes.choice(TerminateMode.values(), TerminateMode::spelling), TerminateMode.WAIT_FOR_CLIENTS.spelling(),
            "What the first SIGTERM does: `drain` ends each client at its transaction boundary, within `shutdown_timeout`; "
                    + "`wait_for_clients` serves them until the last has left, as PgBouncer; `wait_for_servers` is what SIGINT does; "
                    + "`immediate` is what a second signal does. Not in PgBouncer.")
            .inYaml(TerminateMode.DRAIN.spelling());
    static final SettingKey<String> JOB_NAME = global("job_name", "job_name", ValueTypes.text(), "pgbouncer",
            "Another name of `service_name`.").needsRestart().withoutEffect();
    static final SettingKey<String> SERVICE_NAME = global("service_name", "service_name", ValueTypes.text(),
            "pgbouncer", "The name of the Windows service.").needsRestart().withoutEffect();
    static final SettingKey<Integer> PEER_ID = global("peer_id", "peer_id", ValueTypes.count(0, 16383), "0",
            "This process among its peers; 0 for none.");
    static final SettingKey<Long> PKT_BUF = global("pkt_buf", "pkt_buf", Quantities.bytes(1, Integer.MAX_VALUE),
            "4096", "PgBouncer's buffer per connection.").needsRestart().withoutEffect();
    static final SettingKey<Integer> SBUF_LOOPCNT = global("sbuf_loopcnt", "sbuf_loopcnt",
            ValueTypes.count(0, Integer.MAX_VALUE), "5", "PgBouncer's buffers per turn of its loop.").withoutEffect();

    static final SettingKey<Duration> DNS_MAX_TTL = global("dns_max_ttl", "dns.max_ttl", Quantities.seconds(), "15",
            "How long a name's addresses are remembered.").withoutEffect();
    static final SettingKey<Duration> DNS_NXDOMAIN_TTL = global("dns_nxdomain_ttl", "dns.nxdomain_ttl",
            Quantities.seconds(), "15", "How long it is remembered that a name has none.").withoutEffect();
    static final SettingKey<Duration> DNS_ZONE_CHECK = global("dns_zone_check_period", "dns.zone_check_period",
            Quantities.seconds(), "0", "How often zones are looked at for changes; 0 never.").withoutEffect();
    static final SettingKey<String> RESOLV_CONF = global("resolv_conf", "dns.resolv_conf", ValueTypes.filename(), "",
            "Another file than the system's resolv.conf.").needsRestart().withoutEffect();

    static final List<SettingKey<?>> PROTOCOL = List.of(IGNORE_STARTUP_PARAMETERS, TRACK_EXTRA_PARAMETERS,
            MAX_PACKET_SIZE, APPLICATION_NAME_ADD_HOST, DISABLE_PQEXEC, LOGIN_NOTIFY_MESSAGE, MAX_CLIENT_PREPARED_MEMORY,
            MAX_PREPARED_MEMORY);
    static final List<SettingKey<?>> PROCESS = List.of(EVENT_LOOPS, PIDFILE, CONFFILE, USER, SIGTERM, JOB_NAME, SERVICE_NAME,
            PEER_ID, PKT_BUF, SBUF_LOOPCNT);
    static final List<SettingKey<?>> DNS = List.of(DNS_MAX_TTL, DNS_NXDOMAIN_TTL, DNS_ZONE_CHECK, RESOLV_CONF);

    private ProcessKeys() {
    }
}
