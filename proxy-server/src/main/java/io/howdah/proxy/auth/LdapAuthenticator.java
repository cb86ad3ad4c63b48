package io.howdah.proxy.auth;

import io.howdah.config.LdapSettings;
import io.howdah.protocol.Printable;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.Authentication;
import io.howdah.proxy.auth.ldap.LdapBinds;
import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A password in clear text that an LDAP server knows. As with PgBouncer, the LDAP server alone decides who is a user. The log alone
 * says what was wrong.
 */
final class LdapAuthenticator extends ClientAuthenticator {

    private static final Logger LOG = LoggerFactory.getLogger(LdapAuthenticator.class);

    private final LdapBinds binds;
    private final LdapSettings server;
    private final @Nullable String database;

    /** @param database in which the user may log in to a server with the password; null for the console */
    LdapAuthenticator(LoginUser user, CredentialStore store, LdapBinds binds, LdapSettings server, @Nullable String database) {
        super(user, store);
        this.binds = binds;
        this.server = server;
        this.database = database;
    }

    /** Nobody knows before the LDAP server has answered. */
    @Override
    public boolean isKnown() {
        return true;
    }

    @Override
    public int longestAnswer() {
        return LONGEST_PASSWORD;
    }

    @Override
    public CompletionStage<Step> begin() {
        return now(Step.ask(new Authentication.CleartextPassword()));
    }

    @Override
    public CompletionStage<Step> answer(ByteBuf body) {
        String given = password(body);
        if (given.isEmpty()) {
            // To an LDAP server, a bind without a password is nobody's bind, which succeeds.
            return now(Step.failure(SqlState.INVALID_PASSWORD, "empty password returned by client"));
        }
        return binds.ask(server, user.name(), given).thenApply(answer -> switch (answer.outcome()) {
            case RIGHT -> right(given);
            case WRONG -> failed(answer.why());
            case BUSY -> busy();
        });
    }

    /** A user without a configured password logs in to servers with this one, as with PgBouncer. */
    private Step right(String given) {
        if (database != null && store.secret(user.name()).isEmpty()) {
            store.proved(new LoginUser(database, user.name(), true, Optional.of(given)), null);
        }
        return Step.success(null);
    }

    private Step failed(String why) {
        LOG.info("LDAP authentication failed for user \"{}\": {}", Printable.of(user.name()), why);
        return Step.failure(SqlState.INVALID_AUTHORIZATION, "LDAP authentication failed for user \"" + user.name() + "\"");
    }

    private Step busy() {
        LOG.warn("LDAP authentication of user \"{}\" refused: too many passwords wait for the LDAP server",
                Printable.of(user.name()));
        return Step.failure(SqlState.TOO_MANY_CONNECTIONS, "too many logins at a time (ldap)");
    }
}
