package io.howdah.proxy.client.login;

import io.howdah.protocol.ProtocolVersion;
import io.howdah.protocol.frontend.StartupMessage;
import io.howdah.proxy.parameters.StartupParameters;
import io.howdah.proxy.parameters.UnusableOptionsException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The contents of a start-up packet. Immutable; clients with equal packets share one object. */
public final class ClientStartup {

    private final StartupMessage message;
    private final String user;
    private final String database;
    private final ReplicationMode replication;
    private final List<String> unknownOptions;
    private volatile @Nullable Map<String, String> settings;

    /** @param message a start-up message of protocol 3.x */
    public ClientStartup(StartupMessage message) {
        this.message = message;
        user = message.parameters().getOrDefault("user", "");
        String named = message.parameters().getOrDefault("database", "");
        database = named.isEmpty() ? user : named;
        replication = ReplicationMode.of(message);
        unknownOptions = message.parameters().keySet().stream().filter(name -> name.startsWith("_pq_.")).toList();
    }

    /** The user that the client names; empty if it names none. */
    public String user() {
        return user;
    }

    /** The database that the client names; if it names none, the user's name. */
    public String database() {
        return database;
    }

    /** The value of a parameter as sent; {@code otherwise} if the client has not sent it. */
    public String parameter(String name, String otherwise) {
        return message.parameters().getOrDefault(name, otherwise);
    }

    /** Whether the client has sent the parameter itself, and not within {@code options}. */
    public boolean sends(String name) {
        return message.parameters().containsKey(name);
    }

    /** The kind of connection that the client asks for. */
    public ReplicationMode replication() {
        return replication;
    }

    /** Whether the client's cancel key may be longer than four bytes. */
    public boolean takesLongKey() {
        return message.version() >= ProtocolVersion.V3_2;
    }

    /** Whether NegotiateProtocolVersion must be sent: the client asked for a newer protocol or for unknown protocol options. */
    boolean needsNegotiation() {
        return ProtocolVersion.minor(message.version()) > ProtocolVersion.minor(ProtocolVersion.V3_2)
                || !unknownOptions.isEmpty();
    }

    /** The newest protocol version that both sides know. */
    int newestVersion() {
        return Math.min(message.version(), ProtocolVersion.V3_2);
    }

    /** The protocol options that the client asked for. The pooler knows none. */
    List<String> unknownOptions() {
        return unknownOptions;
    }

    /**
     * The run-time parameters that the client sets at start-up, by name, in the order given.
     *
     * @throws UnusableOptionsException if the pooler cannot use {@code options}
     */
    public Map<String, String> settings() {
        Map<String, String> known = settings;
        if (known == null) {
            known = Collections.unmodifiableMap(StartupParameters.of(message.parameters()));
            settings = known;
        }
        return known;
    }
}
