package io.howdah.bench.compare;

import io.howdah.bench.load.wire.QueryProtocol;
import io.howdah.bench.process.PoolerProcess;
import java.util.Locale;
import java.util.Optional;

/**
 * One of those that are compared.
 *
 * @param port of 127.0.0.1 where its clients connect
 * @param pooler its process; empty where the clients reach PostgreSQL without one
 * @param version in words
 * @param named whether named prepared statements can be used through it
 * @param mostClients how many it can be tried with
 */
record Contender(Kind kind, int port, Optional<PoolerProcess> pooler, String version, boolean named, int mostClients)
        implements AutoCloseable {

    /** Who can take part; the command line has the names in small letters. */
    enum Kind {
        /** PostgreSQL itself. */
        DIRECT,
        /** Whatever {@code pgbouncer} is installed. */
        PGBOUNCER,
        /** The pooler of this build. */
        HOWDAH,
        /** HikariCP: threads of this JVM share its connections, and there is no pooler process. */
        HIKARI;

        /** Whether its code is compiled while it runs, and has to be before it is measured. */
        boolean isJava() {
            return this == HOWDAH || this == HIKARI;
        }

        boolean hasProcess() {
            return this == HOWDAH || this == PGBOUNCER;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    String name() {
        return kind.toString();
    }

    /** Whom it logs in to PostgreSQL as; everybody is somebody else, so that their connections can be counted apart. */
    String role() {
        return name();
    }

    /** The protocol wanted, or the nearest that works through it. */
    QueryProtocol spoken(QueryProtocol wanted) {
        return wanted == QueryProtocol.PREPARED && !named ? QueryProtocol.EXTENDED : wanted;
    }

    /** That it is spoken to in another protocol than wanted; empty where it is not. */
    Optional<String> remark(Job job) {
        return spoken(job.protocol()) == job.protocol() ? Optional.empty()
                : Optional.of(version + " has no named statements in transaction mode: here it is measured with "
                        + spoken(job.protocol()) + ", the others with " + job.protocol() + ".");
    }

    /** Why it cannot do this; empty where it can. */
    Optional<String> excuse(Job job) {
        if (job.clients() > mostClients) {
            return Optional.of("left out with " + job.clients() + " clients (at most " + mostClients + " here)");
        }
        if (kind == Kind.HIKARI && job.work().kind() == Work.Kind.CONNECT) {
            return Optional.of("left out: its connections are there already");
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        pooler.ifPresent(PoolerProcess::close);
    }
}
