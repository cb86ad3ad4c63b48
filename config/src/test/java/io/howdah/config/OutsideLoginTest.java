package io.howdah.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings of logins by token and by LDAP: what is read, refused and warned of. */
class OutsideLoginTest {

    private static final String USERS = "users: {u: {password: p}}\n";
    private static final String OAUTH = USERS
            + "oauth_issuer: https://i\noauth_jwks: https://i/keys\noauth_audience: db, other\n";

    @TempDir
    Path directory;

    private String hba(String... lines) throws IOException {
        return "auth_type: hba\nauth_hba_file: " + Files.write(directory.resolve("hba.conf"), List.of(lines)) + "\n";
    }

    private List<String> problems(String text) {
        return Configs.yamlProblems(text).stream().map(line -> line.replace(directory + "/", "")).toList();
    }

    private List<String> warnings(String text) {
        return Configs.warnings(Configs.yaml(text)).stream().map(line -> line.replace(directory + "/", ""))
                .filter(line -> !line.contains("databases")).toList();
    }

    @Test
    @DisplayName("The settings for tokens arrive, if something asks for tokens")
    void oauth() throws IOException {
        assertThat(Configs.yaml(OAUTH).auth().oauth()).isEmpty();
        String more = "oauth_scope: ' openid   db '\noauth_clock_skew: 10\noauth_user_claim: email\n";
        OAuthSettings expected = new OAuthSettings("https://i", Optional.empty(), Optional.of(URI.create("https://i/keys")),
                Set.of("db", "other"), "email", "openid db", Duration.ofSeconds(10), Optional.empty());
        assertThat(Configs.yaml(OAUTH + more + "auth_type: oauth").auth().oauth()).contains(expected);
        assertThat(Configs.yaml(OAUTH + more + hba("host all all all oauth")).auth().oauth()).contains(expected);
        assertThat(Configs.yaml(OAUTH.replace("https://i/keys", "/k.json") + "auth_type: oauth").auth().oauth().orElseThrow()
                .keyFile()).contains(Path.of("/k.json"));
    }

    @Test
    @DisplayName("All that oauth needs is told at once")
    void missing() throws IOException {
        for (String start : List.of("auth_type: oauth\n", hba("host all all all oauth"))) {
            assertThat(problems(USERS + "oauth_user_claim: ''\noauth_clock_skew: 601\n" + start))
                    .anyMatch(line -> line.contains("oauth_issuer: oauth needs the issuer"))
                    .anyMatch(line -> line.contains("oauth_jwks: oauth needs the issuer's keys"))
                    .anyMatch(line -> line.contains("oauth_audience: oauth needs an audience"))
                    .anyMatch(line -> line.contains("oauth_user_claim: oauth needs a claim"))
                    .anyMatch(line -> line.contains("oauth_clock_skew: tokens would be good for long"))
                    .hasSize(5);
        }
        assertThat(problems(OAUTH.replace("https://i\n", "https://i/.well-known/openid-configuration\n") + "auth_type: oauth"))
                .singleElement().asString().contains("discovery document");
    }

    @ParameterizedTest
    @CsvSource({"https://i/keys,true", "HTTPS://i/keys,true", "http://localhost:1/k,true", "http://127.0.0.1/k,true",
        "http://[::1]:1/k,true", "http://i/keys,false", "http://127.0.0.1.evil/k,false", "https://u:secret@i/keys,false",
        "https://i/keys#x,false", "ftp://i/keys,false", "file:///etc/keys,false", "https:///keys,false", "https://i i,false"})
    @DisplayName("URLs for keys")
    void urls(String url, boolean good) {
        List<String> problems = problems(OAUTH.replace("https://i/keys", "'" + url + "'") + "auth_type: oauth");
        assertThat(problems).hasSize(good ? 0 : 1).noneMatch(line -> line.contains("secret"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            issuer=https://other                  | the keys are those of oauth_issuer
            issuer=https://i delegate_ident_mapping=1 | delegate_ident_mapping would let
            validator=some                        | validator
            issuer=https://i scope=openid delegate_ident_mapping=0 |
            """)
    @DisplayName("Options of a line for oauth")
    void options(String options, String problem) throws IOException {
        List<String> problems = problems(OAUTH + hba("# first", "hostssl all all all oauth " + options));
        if (problem == null) {
            assertThat(problems).isEmpty();
        } else {
            assertThat(problems).singleElement().asString().startsWith("hba.conf:2: ").contains(problem);
        }
    }

    @Test
    @DisplayName("A line has its own LDAP server, or that of the settings, and what is wrong is told with its place")
    void ldap() throws IOException {
        LdapLogins logins = Configs.yaml(USERS + "auth_ldap_options: ldapserver=general ldapsuffix=x\n"
                + hba("host all all ::1/128 ldap ldapserver=own ldapprefix=\"uid=\" ldapsuffix=\",dc=x\"",
                        "host all all all ldap"))
                .auth().ldap();
        assertThat(logins.general().orElseThrow().servers()).containsExactly(new HostAddress("general", 389));
        assertThat(logins.ofLines()).containsOnlyKeys(1);
        assertThat(logins.ofLines().get(1).servers()).containsExactly(new HostAddress("own", 389));
        assertThat(problems(USERS + hba("host all all all ldap", "host all all all ldap ldapserver=h",
                "host all all all ldap ldapserver=h ldapsuffix=x ldapport=x ldapbindpasswd=hush")))
                .satisfiesExactly(line -> assertThat(line).startsWith("hba.conf:1: ").contains("ldap needs an LDAP server"),
                        line -> assertThat(line).startsWith("hba.conf:2: ").contains("ldap requires"),
                        line -> assertThat(line).startsWith("hba.conf:3: ").contains("cannot use").doesNotContain("hush"));
        assertThat(problems(USERS + "auth_type: ldap")).singleElement().asString().contains("ldap needs an LDAP server");
        assertThat(problems(USERS + "auth_type: ldap\nauth_ldap_options: ldapserver=h")).singleElement().asString()
                .contains("auth.ldap_options").contains("ldap requires");
        assertThat(warnings("auth_type: ldap\nauth_ldap_options: ldapserver=localhost ldapsuffix=x"))
                .as("users need not be known")
                .isEmpty();
        assertThat(warnings(OAUTH.replace(USERS, "") + "auth_type: oauth")).singleElement().asString()
                .contains("no users are known");
        assertThat(Configs.yaml(USERS + "auth_ldap_options: whatever").auth().ldap().general()).as("nobody asks").isEmpty();
    }

    @Test
    @DisplayName("Nothing shows ldapbindpasswd: no text of the configuration, no problem, however the option is broken")
    void secret() throws IOException {
        String search = "ldapserver=h ldapbasedn=x ldapbinddn=cn=s ldapbindpasswd=hush";
        PoolerConfig config = Configs.yaml(USERS + "auth_ldap_options: " + search + "\n" + hba("local all all ldap " + search));
        assertThat(config.auth().ldap().ofLines()).hasSize(1);
        assertThat(config + EffectiveConfigPrinter.print(config) + config.auth().rules()).doesNotContain("hush");
        for (String broken : List.of("ldapbindpasswd= hush", "ldapbindpasswd=a,hush", "ldapbindpasswd=a hush=b", "hush",
                "ldapbindpasswd \"hush\"")) {
            assertThat(problems(USERS + hba("local all all ldap ldapserver=h ldapbasedn=x " + broken))).isNotEmpty()
                    .noneMatch(line -> line.contains("hush"));
            assertThat(problems(USERS + "auth_type: ldap\nauth_ldap_options: 'ldapserver=h ldapbasedn=x " + broken + "'"))
                    .isNotEmpty().noneMatch(line -> line.contains("hush"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"oauth", "ldap"})
    @DisplayName("What goes over the network in clear text is warned of")
    void clearText(String method) throws IOException {
        String settings = OAUTH + "auth_ldap_options: ldapserver=h ldaptls=1 ldapsuffix=x\n";
        String open = "listen_addr: '*'\n";
        String tls = "client_tls_sslmode: %s\nclient_tls_cert_file: " + Files.createFile(directory.resolve("c"))
                + "\nclient_tls_key_file: " + directory.resolve("c") + "\n";
        String all = "auth_type: " + method + "\n";
        assertThat(warnings(settings + open + all)).singleElement().asString().contains("auth.type").contains("in clear text");
        assertThat(warnings(settings + all)).as("only loopback").isEmpty();
        assertThat(warnings(settings + open + all + String.format(tls, "allow"))).hasSize(1);
        assertThat(warnings(settings + open + all + String.format(tls, "require"))).isEmpty();
        assertThat(warnings(settings + open + hba("host all all all " + method))).singleElement().asString()
                .startsWith("hba.conf:1: ").contains("in clear text");
        assertThat(warnings(settings + open + hba("local all all " + method))).isEmpty();
        assertThat(warnings(settings + open + String.format(tls, "allow") + hba("hostssl all all all " + method))).isEmpty();
    }

    @Test
    @DisplayName("Passwords in clear text to an LDAP server elsewhere are warned of")
    void clearTextToLdap() throws IOException {
        Map.of("ldapserver=h ldapsuffix=x", 1, "ldapserver=h ldapsuffix=x ldaptls=1", 0,
                "ldapserver=h ldapsuffix=x ldapscheme=ldaps", 0, "ldapserver=localhost ldapsuffix=x", 0,
                "ldapserver=\"localhost h\" ldapsuffix=x", 1).forEach((options, count) -> {
                    assertThat(warnings(USERS + "auth_type: ldap\nauth_ldap_options: '" + options + "'")).hasSize(count);
                });
        assertThat(warnings(USERS + hba("local all all ldap ldapserver=h ldapsuffix=x"))).singleElement().asString()
                .startsWith("hba.conf:1: ").contains("to the LDAP server in clear text");
    }
}
