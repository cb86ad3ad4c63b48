package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.sun.jna.Callback;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.howdah.proxy.testing.Certificates;
import io.howdah.proxy.testing.Issuer;
import io.howdah.proxy.testing.LeakWatch;
import io.howdah.proxy.testing.TestPooler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Bearer tokens from a real client, libpq 18, in this process: it asks first where to get a token, as PostgreSQL's clients do. */
@Timeout(180)
class OAuthIT {

    @RegisterExtension
    static final LeakWatch WATCH = LeakWatch.withLog();

    private static final Issuer ISSUER = new Issuer("1");

    /** PQAUTHDATA_OAUTH_BEARER_TOKEN. */
    private static final int BEARER_TOKEN = 1;

    @TempDir
    static Path directory;

    private static Pq pq;

    private final TestPostgres postgres = PostgresVersion.V18.server();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    /** The functions of libpq that this test calls. */
    public interface Pq extends Library {
        void PQsetAuthDataHook(Hook hook);

        Pointer PQconnectdb(String parameters);

        int PQstatus(Pointer connection);

        String PQerrorMessage(Pointer connection);

        Pointer PQexec(Pointer connection, String sql);

        String PQgetvalue(Pointer result, int row, int column);

        void PQclear(Pointer result);

        void PQfinish(Pointer connection);
    }

    /** PQauthDataHook_type. */
    public interface Hook extends Callback {
        int call(int type, Pointer connection, Pointer request);
    }

    @BeforeAll
    static void load() throws Exception {
        String library = PostgresVersion.V18.server().askOne("SELECT setting FROM pg_config WHERE name = 'LIBDIR'")
                + "/libpq.so.5";
        pq = Native.load(library, Pq.class);
    }

    private PoolerFile file() throws IOException {
        Certificates.Pem own = new Certificates(directory, "authority").issue("localhost", "localhost");
        return PoolerFile.before(postgres).set("auth_type", "oauth").set("oauth_issuer", Issuer.NAME)
                .set("oauth_audience", Issuer.AUDIENCE).set("oauth_scope", "openid db")
                .set("oauth_jwks", Files.writeString(directory.resolve("keys.json"), ISSUER.keySet()))
                .set("client_tls_sslmode", "allow").set("client_tls_cert_file", own.chain())
                .set("client_tls_key_file", own.key());
    }

    /** What session_user is, or the error. */
    private String login(TestPooler pooler, String user, String token, String more) {
        Memory text = new Memory(token.length() + 1L);
        text.setString(0, token);
        Hook hook = (type, connection, request) -> {
            if (type != BEARER_TOKEN) {
                return 0;
            }
            Pointer scope = request.getPointer(Native.POINTER_SIZE);
            asked.add(request.getPointer(0).getString(0) + " " + (scope == null ? "-" : scope.getString(0)));
            request.setPointer(4L * Native.POINTER_SIZE, text);
            return 1;
        };
        pq.PQsetAuthDataHook(hook);
        Pointer connection = pq.PQconnectdb("host=localhost hostaddr=127.0.0.1 port=" + pooler.port() + " dbname="
                + TestPostgres.DATABASE + " user=" + user + " oauth_client_id=c connect_timeout=20 oauth_issuer=" + more);
        try {
            if (pq.PQstatus(connection) != 0) {
                return pq.PQerrorMessage(connection);
            }
            Pointer result = pq.PQexec(connection, "SELECT session_user");
            String name = pq.PQgetvalue(result, 0, 0);
            pq.PQclear(result);
            return name;
        } finally {
            pq.PQfinish(connection);
        }
    }

    @Test
    @DisplayName("libpq 18: discovery, a good token, in clear and over TLS, and tokens that are refused")
    void libpq() throws Exception {
        try (TestPooler pooler = file().start()) {
            String good = ISSUER.token(JWSAlgorithm.RS256, Issuer.claims("app").claim("scope", "openid db").build());
            for (String tls : List.of("disable", "require")) {
                assertThat(login(pooler, "app", good, Issuer.NAME + " sslmode=" + tls)).isEqualTo("app");
            }
            assertThat(asked).containsOnly(Issuer.NAME + "/.well-known/openid-configuration openid db");
            assertThat(login(pooler, "other", good, Issuer.NAME + " require_auth=oauth"))
                    .contains("FATAL:  OAuth bearer authentication failed for user \"other\"");
            assertThat(login(pooler, "app", ISSUER.token("app"), Issuer.NAME))
                    .contains("FATAL:  OAuth bearer authentication failed for user \"app\"");
            assertThat(login(pooler, "app", good, "https://other.example")).contains("is incompatible with oauth_issuer");
            assertThat(login(pooler, "app", good, Issuer.NAME + "/.well-known/openid-configuration")).as("without discovery")
                    .isEqualTo("app");
        }
    }
}
