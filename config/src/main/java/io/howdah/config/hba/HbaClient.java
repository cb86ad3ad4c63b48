package io.howdah.config.hba;

import java.net.InetAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the rules ask of a client.
 *
 * @param address null for a client on a unix socket
 * @param encrypted whether its connection uses TLS, as far as the pooler sees it
 * @param replication whether it asks for physical replication, which has no database
 * @param roles the roles that the user is a member of, its own among them; asked only if {@link HbaRules#askForRoles}
 */
public record HbaClient(
        @Nullable InetAddress address, boolean encrypted, boolean replication, String database, String user, Set<String> roles) {

    public HbaClient {
        roles = Set.copyOf(roles);
    }
}
