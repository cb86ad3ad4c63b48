package io.howdah.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.howdah.config.ConfigException;
import io.howdah.config.ConfigSource;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Certificates;
import io.howdah.proxy.testing.FakePostgres;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestConfig;
import io.howdah.proxy.testing.TestPooler;
import io.howdah.proxy.testing.WholePooler;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A reload with files that are none: a device whose reading never ends, and a pipe that nobody writes. */
@WholePooler
@Timeout(120)
class ReloadedFilesTest {

    private static final String OAUTH = "auth_type: oauth\noauth_issuer: https://issuer.example\noauth_audience: a\n"
            + "oauth_scope: s\n";

    @TempDir
    private Path folder;

    /** Lines of YAML by the setting that names the file NONE. */
    private Map<String, String> settings() throws Exception {
        Certificates certificates = new Certificates(folder, "ca");
        Certificates.Pem own = certificates.issue("one");
        Path hba = Files.writeString(folder.resolve("hba"), "host all all all trust\n");
        String ldap = "auth_type: ldap\nauth_ldap_options: ldapserver=127.0.0.1 ldapsuffix=x\n";
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("auth_file", "auth_file: NONE");
        settings.put("auth_hba_file", "auth_type: hba\nauth_hba_file: NONE");
        settings.put("auth_ident_file", "auth_type: hba\nauth_hba_file: " + hba + "\nauth_ident_file: NONE");
        for (String side : List.of("client", "server")) {
            settings.put(side + "_tls_cert_file", side + "_tls_sslmode: require\n" + side + "_tls_cert_file: NONE\n" + side
                    + "_tls_key_file: " + own.key());
            settings.put(side + "_tls_key_file", side + "_tls_sslmode: require\n" + side + "_tls_cert_file: " + own.chain()
                    + "\n" + side + "_tls_key_file: NONE");
            settings.put(side + "_tls_ca_file", side + "_tls_sslmode: verify-ca\n" + side + "_tls_cert_file: " + own.chain()
                    + "\n" + side + "_tls_key_file: " + own.key() + "\n" + side + "_tls_ca_file: NONE");
        }
        settings.put("${file:}", "server_reset_query: ${file:NONE}");
        settings.put("oauth_jwks", OAUTH + "oauth_jwks: NONE");
        settings.put("oauth_ca_file", OAUTH + "oauth_jwks: https://127.0.0.1:1/keys\noauth_ca_file: NONE");
        settings.put("auth_ldap_ca_file", ldap + "auth_ldap_ca_file: NONE");
        return settings;
    }

    @Test
    @DisplayName("Whatever setting names /dev/zero or a pipe: the error has the file's name, and what runs stays in force")
    void noFiles() throws Exception {
        Path pipe = folder.resolve("pipe");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
        Path file = folder.resolve("howdah.yaml");
        try (FakePostgres server = FakePostgres.start()) {
            String good = TestConfig.withDefaults(String.join("\n", TestPooler.withDatabase(server)), TestConfig.defaults());
            Files.writeString(file, good);
            try (TestPooler pooler = TestPooler.on(ConfigSource.read(file, Map.of()), "u", "db");
                    ScriptedClient client = pooler.client()) {
                for (Map.Entry<String, String> setting : settings().entrySet()) {
                    for (String name : List.of("/dev/zero", pipe.toString())) {
                        String lines = setting.getValue().replace("NONE", name) + "\ndefault_pool_size: 7\n";
                        Files.writeString(file, TestConfig.withDefaults(lines, good.split("\n")));
                        assertThat(refusal(pooler)).as(setting.getKey()).contains(name)
                                .containsPattern("regular file|not a file");
                        assertThat(Replies.types(client.query("select 1"))).isEqualTo("T D C Z");
                    }
                }
                Files.writeString(file, good);
                assertThat(pooler.pooler().reload()).as("changes since the start").isEmpty();
                pooler.client().close();
            }
        }
    }

    /** On another thread, because one that waits for a writer of a pipe cannot be interrupted. */
    private static String refusal(TestPooler pooler) throws Exception {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return "accepted with " + pooler.pooler().reload();
            } catch (ConfigException | UncheckedIOException e) {
                return e.getMessage();
            }
        }).get(30, TimeUnit.SECONDS);
    }
}
