package io.howdah.bench.compare;

import io.howdah.bench.load.wire.QueryProtocol;
import io.howdah.bench.process.PoolerProcess;
import java.util.Locale;
import java.util.Optional;

/**
 * One contender of a comparison.
 *
 * @param port the port of 127.0.0.1 to which its clients connect
 * @param pooler the pooler's process; empty for a contender without a pooler
 * @param version name and version
 * @param named whether clients can use named prepared statements
 * @param mostClients the highest number of clients for this contender
 */
record Contender(Kind kind, int port, Optional<PoolerProcess> pooler, String version, boolean named, int mostClients)
        implements
            AutoCloseable {

    /** The kinds of contenders. The command line has their names in small letters. */
    enum Kind {
        /** PostgreSQL itself. */
        DIRECT,
        /** The installed {@code pgbouncer}, of any version. */
        PGBOUNCER,
        /** The pooler of this build. */
        HOWDAH,
        /** HikariCP: threads of this JVM share its connections, without a pooler's process. */
        HIKARI;

        /** Whether a JIT compiler compiles the contender's code, so that a warm-up must come before the measurement. */
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

    /** The contender's role in PostgreSQL. Each contender has its own, so that a count can tell their connections apart. */
    String role() {
        return name();
    }

    /** The wanted protocol, or the nearest protocol that the contender supports. */
    QueryProtocol spoken(QueryProtocol wanted) {
        return wanted == QueryProtocol.PREPARED && !named ? QueryProtocol.EXTENDED : wanted;
    }

    /** The note that the contender's clients use another protocol than wanted; empty if they use the wanted protocol. */
    Optional<String> remark(Job job) {
        return spoken(job.protocol()) == job.protocol() ? Optional.empty()
                : Optional.of(version + " has no named statements in transaction mode: here it is measured with "
                        + spoken(job.protocol()) + ", the others with " + job.protocol() + ".");
    }

    /** Why the contender cannot do the job; empty if it can. */
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
