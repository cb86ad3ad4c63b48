package io.howdah.proxy.client.login;

import io.howdah.config.LogSettings;
import io.howdah.protocol.Printable;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.client.ClientIdentity;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client before its session, as the log names it: PgBouncer's words and form, for filters look for them. Nothing is put into words
 * before there is something to say. Used on the client's loop.
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

    /** One of whom nothing is known yet. @param logs what is to be logged, as it stands */
    static LoginLog of(Channel channel, Supplier<LogSettings> logs, LoginRefusals refusals) {
        LoginLog arrival = new LoginLog(logs, refusals);
        channel.attr(KEY).set(arrival);
        return arrival;
    }

    /** It has said who it wants to be. */
    void isNamed(String database, String user) {
        this.database = database;
        this.user = user;
    }

    /** It asks to be let in, and has proved nothing yet: filters count who tries what by these lines. @param known whether there is such a user */
    void asks(Channel channel, ClientStartup startup, String user, boolean known) {
        if (!logs.get().connections()) {
            return;
        }
        if (!known) {
            LOG.info("{} no such user: {}", name(channel), printable(user));
        }
        LOG.info("{} login attempt: db={} user={} tls=no replication={}", name(channel), printable(startup.database()),
                printable(user), startup.replication().logged());
    }

    /** There is no such database, though the user may be right. */
    public static void asksForNoDatabase(Channel channel, String database, String user) {
        LoginLog arrival = channel.attr(KEY).get();
        if (arrival != null && arrival.logs.get().connections()) {
            LOG.info("{} login failed: db={} user={}", arrival.name(channel), printable(database), printable(user));
        }
    }

    /** It is sent away. Nothing is said of one whose session has begun: that speaks for itself. */
    static void refused(Channel channel, ErrorResponse error) {
        LoginLog arrival = channel.attr(KEY).getAndSet(null);
        if (arrival == null) {
            return;
        }
        arrival.refusals.add(error.sqlState());
        String name = arrival.name(channel);
        String reason = printable(String.valueOf(error.message()));
        if (arrival.logs.get().disconnections()) {
            long age = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - arrival.sinceNanos);
            LOG.info("{} closing because: {} (age={}s)", name, reason, age);
        }
        if (arrival.logs.get().poolerErrors()) {
            LOG.warn("{} pooler error: {}", name, reason);
        }
    }

    /** The channel's id tells its lines from those of others, for it has no process id yet. */
    private String name(Channel channel) {
        return "C-0x" + channel.id().asShortText() + ": " + printable(database + "/" + user) + "@"
                + ClientIdentity.addressOf(channel);
    }

    /** Names come from people nobody knows yet: on one line, and not a whole one. */
    private static String printable(String text) {
        String line = Printable.of(text);
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
    }
}
