package io.howdah.config;

import io.howdah.config.hba.HbaRules;
import io.howdah.config.hba.IdentMaps;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How clients log in. A database may override {@code user}, {@code query} and {@code dbname}.
 *
 * @param rules of the HBA file, if {@code type} is {@code hba}
 * @param identMaps for rules with a map
 * @param query looks up the secret of a client that {@code file} does not have; runs as {@code user}
 * @param queryTtl how long an answer of {@code query} counts; zero asks at every login
 * @param queryNegativeTtl how long an answer without a user counts, if {@code queryTtl} is not shorter
 * @param dbname the database in which {@code query} runs; absent means the client's own
 * @param oauth which bearer tokens let a client in, if some method asks for them
 * @param ldap the LDAP servers
 * @param scramIterations rounds for secrets that the pooler makes
 * @param scramMaxIterations most rounds that a server may ask for
 * @param cleartextToServers whether a password may go to a server in clear text over a connection without TLS
 */
public record AuthSettings(
        AuthType type,
        Optional<Path> file,
        Optional<HbaRules> rules,
        IdentMaps identMaps,
        Optional<String> query,
        Duration queryTtl,
        Duration queryNegativeTtl,
        Optional<String> user,
        Optional<String> dbname,
        Optional<OAuthSettings> oauth,
        LdapLogins ldap,
        int scramIterations,
        int scramMaxIterations,
        boolean cleartextToServers) {

    public AuthSettings {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(rules, "rules");
        Objects.requireNonNull(identMaps, "identMaps");
        Objects.requireNonNull(query, "query");
        Objects.requireNonNull(queryTtl, "queryTtl");
        Objects.requireNonNull(queryNegativeTtl, "queryNegativeTtl");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(dbname, "dbname");
        Objects.requireNonNull(oauth, "oauth");
        Objects.requireNonNull(ldap, "ldap");
    }
}
