package io.howdah.proxy.client.login;

import com.github.benmanes.caffeine.cache.Ticker;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.loop.Seldom;
import io.netty.channel.EventLoopGroup;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The places of one listener: counts its connections, and applies max_client_conn to clients and client_login_timeout to logins.
 * Any thread may call.
 */
public final class LoginPlaces {

    private static final Logger LOG = LoggerFactory.getLogger(LoginPlaces.class);

    /** Consoles have places of their own: an operator gets in even when max_client_conn is reached. */
    private static final int CONSOLE_PLACES = 100;

    /** Beyond max_login_conn this share of the logins is closed at a time: one of so many. */
    private static final int SHARE_CLOSED = 64;

    /** How often one timer checks all logins. A timer for each login would cost more. */
    private static final long TICK_MILLIS = 100;

    private final Supplier<ListenerSettings> settings;
    private final BooleanSupplier isShort;
    private final AtomicInteger clients = new AtomicInteger();
    private final AtomicInteger consoles = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger logins = new AtomicInteger();
    private final AtomicLongArray accepted;
    private final Set<LoginInProgress> loggingIn = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean makingRoom = new AtomicBoolean();
    private final Seldom told = new Seldom(60);
    private final FailedLogins failures;
    private final LoginRefusals refusals = new LoginRefusals();
    private volatile @Nullable ErrorResponse refusal;

    /**
     * @param loops how many loops take connections
     * @param settings the listener's settings in force
     * @param isShort whether the process has no file descriptors but those of its reserve
     */
    LoginPlaces(int loops, Supplier<ListenerSettings> settings, BooleanSupplier isShort) {
        this.accepted = new AtomicLongArray(loops);
        this.settings = settings;
        this.failures = new FailedLogins(() -> settings.get().maxLoginFailures(), Ticker.systemTicker());
        this.isShort = isShort;
    }

    /** Starts to end logins that take longer than client_login_timeout. */
    void start(EventLoopGroup group) {
        group.next().scheduleAtFixedRate(this::checkLogins, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    // ---- the numbers

    /** How many clients have a place, without consoles. A cancel request takes no place. */
    public int clients() {
        return clients.get();
    }

    /** How many connections there are, of all kinds. */
    public int connections() {
        return connections.get();
    }

    /** How many connections a loop has taken since the start. */
    public long accepted(Loop loop) {
        return accepted.get(loop.index());
    }

    /** The connections that have not logged in yet, with those of cancel requests. */
    public List<LoginInProgress> loggingIn() {
        return List.copyOf(loggingIn);
    }

    /** Closes the connections that have not logged in yet, for the pooler ends. */
    public void endLogins() {
        loggingIn.forEach(login -> login.channel().close());
    }

    /** The counts of refused clients. */
    public LoginRefusals refusals() {
        return refusals;
    }

    // ---- the connections

    /** A connection has come to its loop. @return how many connections the listener has had, this one included */
    int began(LoginInProgress connection) {
        connections.incrementAndGet();
        accepted.incrementAndGet(connection.loop().index());
        loggingIn.add(connection);
        int number = logins.incrementAndGet();
        if (loggingIn.size() > settings.get().maxLogins()) {
            makeRoom(settings.get().maxLogins());
        }
        return number;
    }

    /**
     * Closes the logins that have taken longest: a client that means it is done soon, a stranger who says nothing is not. Several
     * at a time, for finding them takes a look at all.
     */
    private void makeRoom(int most) {
        if (!makingRoom.compareAndSet(false, true)) {
            return;
        }
        try {
            if (told.isDue()) {
                LOG.warn("more than {} connections are logging in (max_login_conn): those that have taken longest are closed",
                        most);
            }
            long now = System.nanoTime();
            loggingIn.stream().sorted(Comparator.comparingLong(login -> login.sinceNanos() - now))
                    .limit(Math.max(1, most / SHARE_CLOSED)).toList().forEach(login -> {
                        if (loggingIn.remove(login)) {
                            login.mustMakeRoom();
                        }
                    });
        } finally {
            makingRoom.set(false);
        }
    }

    /** Whether the connection is logging in. */
    boolean isLoggingIn(LoginInProgress connection) {
        return loggingIn.contains(connection);
    }

    /** The login has succeeded or failed. */
    void loginEnded(LoginInProgress connection) {
        loggingIn.remove(connection);
    }

    /** The connection has closed. @param hasPlace whether {@link #admit} has given the connection a place */
    void ended(LoginInProgress connection, boolean hasPlace, boolean console) {
        connections.decrementAndGet();
        loggingIn.remove(connection);
        if (hasPlace) {
            places(console).decrementAndGet();
        }
    }

    /** From now on only consoles get a place; other clients get this error. */
    public void refuseClients(ErrorResponse why) {
        refusal = why;
    }

    /** Gives a client a place. @return the error if there is none; else null */
    @Nullable
    ErrorResponse admit(boolean console) {
        if (refusal != null && !console) {
            return refusal;
        }
        if (!console && isShort.getAsBoolean()) {
            return ErrorResponse.of("FATAL", SqlState.TOO_MANY_CONNECTIONS,
                    "no more connections allowed (no file descriptors left)");
        }
        AtomicInteger count = places(console);
        int most = console ? CONSOLE_PLACES : settings.get().maxClients();
        if (count.incrementAndGet() > most && most > 0) {
            count.decrementAndGet();
            return ErrorResponse.of("FATAL", SqlState.TOO_MANY_CONNECTIONS, "no more connections allowed (max_client_conn)")
                    .withHint(console ? "There are " + most + " consoles already." : "max_client_conn is " + most + ".");
        }
        return null;
    }

    /** Counts the failed logins of each address. */
    FailedLogins failures() {
        return failures;
    }

    private AtomicInteger places(boolean console) {
        return console ? consoles : clients;
    }

    private void checkLogins() {
        long limit = settings.get().loginTimeout().toNanos();
        if (limit > 0) {
            long now = System.nanoTime();
            for (LoginInProgress connection : loggingIn) {
                if (now - connection.sinceNanos() >= limit) {
                    try {
                        connection.tookTooLong();
                    } catch (RuntimeException | OutOfMemoryError e) {
                        connection.channel().close(); // A scheduled task that throws never runs again.
                    }
                }
            }
        }
    }
}
