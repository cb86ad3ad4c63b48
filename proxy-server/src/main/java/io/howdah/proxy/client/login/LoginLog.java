package io.howdah.proxy.client.login;

import io.howdah.config.LogSettings;
import io.howdah.protocol.Printable;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.client.ClientIdentity;
import io.howdah.proxy.tls.TlsFacts;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Log lines about a client before its session, in PgBouncer's words and form, which log filters look for. Builds a text only for
 * a line that is logged. Used on the client's loop.
 */
public final class LoginLog {

    private static final Logger LOG = LoggerFactory.getLogger(LoginLog.class);

    private static final int LONGEST = 200;

    private static final AttributeKey<LoginLog> KEY = AttributeKey.valueOf(LoginLog.class, "arrival");

    private final Supplier<LogSettings> logs;
    private final LoginRefusals refusals;
    private final long sinceNanos = System.nanoTime();
    private String database = "(nodb)";
    private String user = "(nouser)";

    private LoginLog(Supplier<LogSettings> logs, LoginRefusals refusals) {
        this.logs = logs;
        this.refusals = refusals;
    }

    /** The log of a client that has not sent a start-up packet. @param logs the log settings in force */
    static LoginLog of(Channel channel, Supplier<LogSettings> logs, LoginRefusals refusals) {
        LoginLog arrival = new LoginLog(logs, refusals);
        channel.attr(KEY).set(arrival);
        return arrival;
    }

    /** The client has named its database and user. */
    void isNamed(String database, String user) {
        this.database = database;
        this.user = user;
    }

    /**
     * The client begins its login and has proved nothing: log filters count login attempts by these lines.
     *
     * @param known whether the user exists
     */
    void asks(Channel channel, ClientStartup startup, String user, boolean known) {
        if (!logs.get().connections()) {
            return;
        }
        if (!known) {
            LOG.info("{} no such user: {}", name(channel), printable(user));
        }
        TlsFacts tls = TlsFacts.of(channel);
        LOG.info("{} login attempt: db={} user={} tls={} replication={}", name(channel), printable(startup.database()),
                printable(user), tls == null ? "no" : tls, startup.replication().logged());
    }

    /** The client has asked for a database that does not exist; the user may exist. */
    public static void asksForNoDatabase(Channel channel, String database, String user) {
        LoginLog arrival = channel.attr(KEY).get();
        if (arrival != null && arrival.logs.get().connections()) {
            LOG.info("{} login failed: db={} user={}", arrival.name(channel), printable(database), printable(user));
        }
    }

    /** The client has its session: nothing is logged here any more. */
    static void end(Channel channel) {
        channel.attr(KEY).set(null);
    }

    /** The client's TLS has failed: nothing can be said to it any more. */
    static void tlsFailed(Channel channel, Throwable cause) {
        LoginLog arrival = channel.attr(KEY).getAndSet(null);
        if (arrival != null && arrival.logs.get().disconnections()) {
            LOG.info("{} closing because: TLS handshake failed: {} (age={}s)", arrival.name(channel),
                    printable(TlsFacts.failure(cause)), arrival.seconds());
        }
    }

    /** The connection has not begun with a PROXY header, as it must. Its other end is a load balancer, and is told nothing. */
    static void headerFailed(Channel channel, String reason) {
        LoginLog arrival = channel.attr(KEY).getAndSet(null);
        if (arrival != null) {
            arrival.refusals.add(SqlState.PROTOCOL_VIOLATION.code());
            LOG.warn("{} closing because: {} (age={}s)", arrival.name(channel), reason, arrival.seconds());
        }
    }

    private long seconds() {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - sinceNanos);
    }

    /** The pooler refuses the client. Logs nothing for a client whose refusal has been logged. */
    static void refused(Channel channel, ErrorResponse error) {
        LoginLog arrival = channel.attr(KEY).getAndSet(null);
        if (arrival == null) {
            return;
        }
        arrival.refusals.add(error.sqlState());
        String name = arrival.name(channel);
        String reason = printable(String.valueOf(error.message()));
        if (arrival.logs.get().disconnections()) {
            LOG.info("{} closing because: {} (age={}s)", name, reason, arrival.seconds());
        }
        if (arrival.logs.get().poolerErrors()) {
            LOG.warn("{} pooler error: {}", name, reason);
        }
    }

    /** The client's name in the log. The channel's id takes the place of the process id, which the client does not have yet. */
    private String name(Channel channel) {
        return "C-0x" + channel.id().asShortText() + ": " + printable(database + "/" + user) + "@"
                + ClientIdentity.addressOf(channel);
    }

    /** Names from strangers, made fit for the log: on one line, and cut. */
    private static String printable(String text) {
        String line = Printable.of(text);
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
    }
}
