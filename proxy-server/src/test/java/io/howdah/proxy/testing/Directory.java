package io.howdah.proxy.testing;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSimpleBindRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.OperationType;
import com.unboundid.ldif.LDIFException;
import java.net.InetAddress;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * An LDAP server: people below {@code ou=people,dc=example}, with {@code uid}, {@code mail} and a password, and {@code cn=search} who
 * alone may search.
 */
public final class Directory implements AutoCloseable {

    public static final String SEARCHER = "cn=search,dc=example";
    public static final String SEARCH_PASSWORD = "search, please";

    private static final String PEOPLE = "ou=people,dc=example";

    private final InMemoryDirectoryServer server;
    private final List<String> binds = new CopyOnWriteArrayList<>();
    private volatile Runnable beforeBind = () -> {};

    private Directory(@Nullable SSLContext tls) {
        try {
            InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=example");
            config.addAdditionalBindCredentials(SEARCHER, SEARCH_PASSWORD);
            config.setAuthenticationRequiredOperationTypes(Set.of(OperationType.SEARCH));
            config.setSchema(null);
            InetAddress loopback = InetAddress.getByName("127.0.0.1");
            List<InMemoryListenerConfig> listeners = new ArrayList<>(
                    List.of(new InMemoryListenerConfig("plain", loopback, 0, null, null,
                            tls == null ? null : tls.getSocketFactory())));
            if (tls != null) {
                listeners.add(new InMemoryListenerConfig("tls", loopback, 0, tls.getServerSocketFactory(), null, null));
            }
            config.setListenerConfigs(listeners);
            config.addInMemoryOperationInterceptor(new InMemoryOperationInterceptor() {
                @Override
                public void processSimpleBindRequest(InMemoryInterceptedSimpleBindRequest request) {
                    binds.add(request.getRequest().getBindDN());
                    beforeBind.run();
                }
            });
            server = new InMemoryDirectoryServer(config);
            server.add("dn: dc=example", "objectClass: domain", "dc: example");
            server.add("dn: " + PEOPLE, "objectClass: organizationalUnit", "ou: people");
            server.startListening();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** A server without TLS. */
    public static Directory start() {
        return new Directory(null);
    }

    /** A server with StartTLS, and with ldaps on a port of its own. */
    public static Directory start(Certificates.Pem own) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("k", own.bundle().getKeyPair().getPrivate(), new char[0], own.bundle().getCertificatePath());
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return new Directory(context);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Adds one of the people. @param rdn as in the DN: {@code uid=alice} */
    public Directory with(String rdn, String password, Map<String, String> more) {
        List<String> lines = new ArrayList<>(
                List.of("dn: " + rdn + "," + PEOPLE, "objectClass: account", "userPassword: " + password));
        more.forEach((name, value) -> lines.add(name + ": " + value));
        try {
            server.add(lines.toArray(String[]::new));
        } catch (LDAPException | LDIFException e) {
            throw new IllegalStateException(e);
        }
        return this;
    }

    public Directory with(String user, String password) {
        return with("uid=" + user, password, Map.of("uid", user));
    }

    /** Gives one of the people another password. */
    public void changes(String user, String password) {
        try {
            server.modify("dn: uid=" + user + "," + PEOPLE, "changetype: modify", "replace: userPassword",
                    "userPassword: " + password);
        } catch (LDAPException | LDIFException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs at each bind, before it is answered. */
    public void beforeBind(Runnable next) {
        beforeBind = next;
    }

    /** The names of all binds so far. */
    public List<String> binds() {
        return List.copyOf(binds);
    }

    public int port() {
        return server.getListenPort("plain");
    }

    public int tlsPort() {
        return server.getListenPort("tls");
    }

    @Override
    public void close() {
        server.shutDown(true);
    }
}
