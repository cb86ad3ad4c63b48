package io.howdah.proxy.auth.ldap;

import com.unboundid.ldap.sdk.LDAPException;
import io.howdah.config.LdapLogins;
import io.howdah.config.LdapSettings;
import io.howdah.proxy.tls.OutwardTrust;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Asks LDAP servers whether passwords are right, on threads of its own: an LDAP server that does not answer delays logins by LDAP
 * alone. Few questions may wait; the next is refused at once. Any thread; no caller waits.
 */
public final class LdapBinds implements AutoCloseable {

    private static final int THREADS = 4;
    private static final int MOST_WAITING = 128;

    /** For each step of a question. */
    private static final Duration LIMIT = Duration.ofSeconds(5);
    /** After so long in the queue the client has gone, or soon will: to ask would only delay the next. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

    /** What has become of a question. */
    public enum Outcome { RIGHT, WRONG, BUSY }

    /** @param why the password is not right, or nobody can tell, for the log */
    public record Answer(Outcome outcome, String why) {}

    /** The servers of a configuration, with whom to trust. */
    public static final class Prepared {
        private final @Nullable SSLContext trust;

        private Prepared(@Nullable SSLContext trust) {
            this.trust = trust;
        }
    }

    private final ThreadPoolExecutor threads;
    private final Duration limit;
    private volatile @Nullable SSLContext trust;

    /** Makes no thread before the first question. */
    public LdapBinds() {
        this(THREADS, MOST_WAITING, LIMIT);
    }

    LdapBinds(int most, int waiting, Duration limit) {
        this.limit = limit;
        threads = new ThreadPoolExecutor(most, most, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting),
                new DefaultThreadFactory("howdah-ldap", true));
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Reads the file of authorities, and checks the filters.
     *
     * @throws UncheckedIOException with words for an operator, if one of them cannot be used
     */
    public static Prepared prepare(LdapLogins logins) {
        List<LdapSettings> all = new ArrayList<>(logins.ofLines().values());
        logins.general().ifPresent(all::add);
        for (LdapSettings settings : all) {
            settings.search().ifPresent(LdapBinds::check);
        }
        return new Prepared(all.isEmpty() ? null : OutwardTrust.context(logins.authorities()));
    }

    private static void check(LdapSettings.Search search) {
        try {
            LdapBind.check(search);
        } catch (LDAPException e) {
            throw new UncheckedIOException(new IOException("ldapsearchfilter \"" + search.filter() + "\" is no filter of LDAP"));
        }
    }

    /** Puts a configuration in force for the next questions. */
    public void use(Prepared prepared) {
        trust = prepared.trust;
    }

    /** Whether a user's password, which is not empty, is right. */
    public CompletionStage<Answer> ask(LdapSettings settings, String user, String password) {
        SSLContext now = trust;
        if (now == null) {
            return CompletableFuture.completedFuture(new Answer(Outcome.WRONG, "ldap has no settings any more"));
        }
        long sinceNanos = System.nanoTime();
        try {
            return CompletableFuture.supplyAsync(() -> {
                if (System.nanoTime() - sinceNanos > LONGEST_WAIT.toNanos()) {
                    return new Answer(Outcome.BUSY, "");
                }
                String objection = new LdapBind(settings, now, limit).objection(user, password);
                return objection == null ? new Answer(Outcome.RIGHT, "") : new Answer(Outcome.WRONG, objection);
            }, threads);
        } catch (RejectedExecutionException full) {
            return CompletableFuture.completedFuture(new Answer(Outcome.BUSY, ""));
        }
    }

    /** Ends the threads, in the middle of a question if need be. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
