package io.howdah.proxy.auth.ldap;

import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import io.howdah.config.HostAddress;
import io.howdah.config.LdapSettings;
import io.howdah.protocol.CStrings;
import io.howdah.protocol.Printable;
import java.time.Duration;
import java.util.Optional;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * One question to an LDAP server: whether a password is right (PostgreSQL's {@code CheckLDAPAuth}). Blocks, each step of it for a
 * limited time. Follows no referral.
 */
final class LdapBind {

    /** Bytes of one answer. */
    private static final int LARGEST_ANSWER = 256 << 10;

    private static final int LONGEST_SHOWN = 300;

    private final LdapSettings settings;
    private final SSLContext trust;
    private final Duration limit;

    /**
     * @param trust for the server's certificate
     * @param limit for each step: a connection, a handshake, an answer
     */
    LdapBind(LdapSettings settings, SSLContext trust, Duration limit) {
        this.settings = settings;
        this.trust = trust;
        this.limit = limit;
    }

    /** Whether the password is right. @return null if it is, otherwise what the log says */
    @Nullable
    String objection(String user, String password) {
        LdapSettings.Search search = settings.search().orElse(null);
        Optional<String> text = search == null ? LdapNames.bindName(settings, user) : LdapNames.filter(search, user);
        if (text.isEmpty()) {
            return "invalid character in user name for LDAP authentication";
        }
        try (LDAPConnection connection = connect()) {
            if (search == null) {
                return bound(connection, text.get(), password);
            }
            try {
                bindForSearch(connection, search);
            } catch (LDAPException e) {
                return "could not perform initial LDAP bind for ldapbinddn \"" + search.bindDn() + "\": " + words(e);
            }
            SearchResult found = connection.search(request(search, text.get()));
            if (found.getEntryCount() != 1) {
                return found.getEntryCount() == 0 ? "LDAP user does not exist" : "LDAP user is not unique";
            }
            return bound(connection, found.getSearchEntries().get(0).getDN(), password);
        } catch (LDAPException e) {
            return e.getResultCode().equals(ResultCode.SIZE_LIMIT_EXCEEDED) ? "LDAP user is not unique" : words(e);
        }
    }

    /** Throws on a filter that no server would understand. */
    static void check(LdapSettings.Search search) throws LDAPException {
        Filter.create(LdapNames.filter(search, "user").orElseThrow());
    }

    private static void bindForSearch(LDAPConnection connection, LdapSettings.Search search) throws LDAPException {
        if (!search.bindDn().isEmpty()) {
            connection.bind(new SimpleBindRequest(search.bindDn(), search.bindPassword()));
        }
    }

    /** A second entry is enough to know that the user is not unique. */
    private SearchRequest request(LdapSettings.Search search, String filter) throws LDAPException {
        SearchScope scope = switch (search.scope()) {
            case BASE -> SearchScope.BASE;
            case ONE -> SearchScope.ONE;
            case SUB -> SearchScope.SUB;
        };
        return new SearchRequest(search.base(), scope, DereferencePolicy.NEVER, 2, (int) limit.toSeconds(), false,
                Filter.create(filter), SearchRequest.NO_ATTRIBUTES);
    }

    private static @Nullable String bound(LDAPConnection connection, String name, String password) throws LDAPException {
        try {
            // Bytes that are no UTF-8 stay as the client sent them.
            connection.bind(new SimpleBindRequest(name, CStrings.bytes(password)));
            return null;
        } catch (LDAPException e) {
            if (e.getResultCode().equals(ResultCode.INVALID_CREDENTIALS)) {
                return "LDAP login failed for \"" + shown(name) + "\"";
            }
            throw e;
        }
    }

    /** The first server that can be reached. */
    private LDAPConnection connect() throws LDAPException {
        LDAPException last = null;
        for (HostAddress server : settings.servers()) {
            try {
                return connect(server);
            } catch (LDAPException e) {
                last = e;
            }
        }
        throw last != null ? last : new LDAPException(ResultCode.CONNECT_ERROR, "there is no server");
    }

    private LDAPConnection connect(HostAddress server) throws LDAPException {
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        int millis = (int) limit.toMillis();
        options.setConnectTimeoutMillis(millis);
        options.setResponseTimeoutMillis(millis);
        options.setUseSynchronousMode(true); // Otherwise each connection would have a thread of its own.
        options.setFollowReferrals(false);
        options.setAutoReconnect(false);
        options.setMaxMessageSize(LARGEST_ANSWER);
        options.setSSLSocketVerifier(new LdapSockets.Verifier());
        SocketFactory sockets = new LdapSockets(settings.ldaps() ? trust.getSocketFactory() : SocketFactory.getDefault(), millis);
        LDAPConnection connection = new LDAPConnection(sockets, options, server.host(), server.port());
        if (settings.startTls()) {
            try {
                if (!connection.processExtendedOperation(new StartTLSExtendedRequest(trust)).getResultCode()
                        .equals(ResultCode.SUCCESS)) {
                    throw new LDAPException(ResultCode.CONNECT_ERROR, "could not start LDAP TLS session");
                }
            } catch (LDAPException e) {
                connection.close();
                throw e;
            }
        }
        return connection;
    }

    private static String words(LDAPException e) {
        String diagnostic = e.getDiagnosticMessage() != null ? e.getDiagnosticMessage() : String.valueOf(e.getMessage());
        return shown(e.getResultCode().getName() + ": " + diagnostic.replaceAll(", ldapSDKVersion=.*", ""));
    }

    private static String shown(String text) {
        String line = Printable.of(text);
        return line.length() > LONGEST_SHOWN ? line.substring(0, LONGEST_SHOWN) + "..." : line;
    }
}
