package io.howdah.proxy.client.login;

import io.howdah.protocol.ProtocolVersion;
import io.howdah.protocol.frontend.StartupMessage;
import io.howdah.proxy.parameters.StartupParameters;
import io.howdah.proxy.parameters.UnusableOptionsException;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** What a client asks for at start-up: its packet, understood. Immutable, and shared by clients that send the same. */
public final class ClientStartup {

    private final StartupMessage message;
    private final String user;
    private final String database;
    private final ReplicationMode replication;
    private final List<String> unknownOptions;
    private volatile Map<String, String> settings;

    /** @param message of protocol 3.x */
    public ClientStartup(StartupMessage message) {
        this.message = message;
        user = message.parameters().getOrDefault("user", "");
        String named = message.parameters().getOrDefault("database", "");
        database = named.isEmpty() ? user : named;
        replication = ReplicationMode.of(message);
        unknownOptions = message.parameters().keySet().stream().filter(name -> name.startsWith("_pq_.")).toList();
    }

    /** Who it wants to be; empty where it does not say. */
    public String user() {
        return user;
    }

    /** The database it asks for: its user's name where it names none. */
    public String database() {
        return database;
    }

    /** A parameter as it was sent; {@code otherwise} where it was not. */
    public String parameter(String name, String otherwise) {
        return message.parameters().getOrDefault(name, otherwise);
    }

    /** Which kind of connection it asks for. */
    public ReplicationMode replication() {
        return replication;
    }

    /** Whether its cancel key may be longer than four bytes. */
    public boolean takesLongKey() {
        return message.version() >= ProtocolVersion.V3_2;
    }

    /** Whether it has to be told which of what it asks for there is not: a newer protocol, or options of the protocol. */
    boolean needsNegotiation() {
        return ProtocolVersion.minor(message.version()) > ProtocolVersion.minor(ProtocolVersion.V3_2)
                || !unknownOptions.isEmpty();
    }

    /** The newest version of the protocol both sides know. */
    int newestVersion() {
        return Math.min(message.version(), ProtocolVersion.V3_2);
    }

    /** The protocol's options it has asked for: none is known. */
    List<String> unknownOptions() {
        return unknownOptions;
    }

    /**
     * The run-time parameters to set for it, by name, in the order given.
     *
     * @throws UnusableOptionsException where {@code options} cannot be taken
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
