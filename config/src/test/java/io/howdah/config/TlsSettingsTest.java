package io.howdah.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsSettingsTest {

    @TempDir
    Path folder;

    private Path one;
    private Path two;

    @BeforeEach
    void files() throws Exception {
        one = Files.writeString(folder.resolve("one"), "");
        two = Files.writeString(folder.resolve("two"), "");
    }

    @Test
    void clientsSettingsArriveTogether() {
        TlsSettings tls = Configs.yaml("client_tls: {sslmode: verify-full, cert_file: [" + one + ", " + two + "], key_file: ["
                + two
                + ", " + one + "], ca_file: " + one + ", protocols: tlsv1.3, ciphers: 'ECDHE-RSA-AES128-GCM-SHA256:HIGH:!aNULL', "
                + "tls13_ciphers: TLS_AES_128_GCM_SHA256, ecdhcurve: 'X25519:P-256'}").clientTls();
        assertThat(tls).isEqualTo(new TlsSettings(TlsMode.VERIFY_FULL, false, Optional.of(one),
                List.of(new TlsSettings.Certificate(one, two), new TlsSettings.Certificate(two, one)), List.of("TLSv1.3"),
                List.of("ECDHE-RSA-AES128-GCM-SHA256"), List.of("TLS_AES_128_GCM_SHA256"), List.of("X25519", "P-256")));
    }

    @Test
    void aDatabaseHasItsOwn() {
        PoolerConfig config = Configs
                .ini("[pgbouncer]\nserver_tls_sslmode = require\nserver_tls_ca_file = " + one + "\n[databases]\n"
                        + "a = host=h\nb = host=h sslmode=verify-full sslrootcert=" + two + " sslcert=" + one + " sslkey=" + two
                        + " sslnegotiation=direct\nc = host=h sslmode=disable sslrootcert=/no/such\n* = host=h sslmode=allow");
        assertThat(config.databases().get("a").tls()).isEqualTo(config.serverTls());
        assertThat(config.serverTls().mode()).isEqualTo(TlsMode.REQUIRE);
        assertThat(config.serverTls().authorities()).hasValue(one);
        assertThat(Configs.warnings(config)).contains(
                "file:3: server_tls_ca_file: servers' certificates are not verified with sslmode require");
        TlsSettings b = config.databases().get("b").tls();
        assertThat(b.mode()).isEqualTo(TlsMode.VERIFY_FULL);
        assertThat(b.direct()).isTrue();
        assertThat(b.authorities()).hasValue(two);
        assertThat(b.own()).containsExactly(new TlsSettings.Certificate(one, two));
        assertThat(config.databases().get("c").tls().isOn()).isFalse();
        assertThat(config.database("any").orElseThrow().tls().mode()).isEqualTo(TlsMode.ALLOW);
    }

    @Test
    void whatWouldProtectLessThanItSaysIsRefused() {
        assertThat(Configs.iniProblems("[pgbouncer]\nclient_tls_sslmode = require")).containsExactly(
                "file:2: client_tls_sslmode: needs a certificate of the pooler's own "
                        + "(expected: client_tls_cert_file and client_tls_key_file)");
        assertThat(Configs.iniProblems("[pgbouncer]\nclient_tls_sslmode = verify-ca\nclient_tls_cert_file = " + one
                + "\nclient_tls_key_file = " + two)).containsExactly(
                        "file:2: client_tls_sslmode: needs the authorities that sign clients' certificates (expected: client_tls_ca_file)");
        assertThat(Configs.iniProblems("[pgbouncer]\nclient_tls_sslmode = allow\nclient_tls_cert_file = " + one + ", " + two
                + "\nclient_tls_key_file = " + two)).containsExactly(
                        "file:3: client_tls_cert_file: 2 certificates and 1 private keys (expected: a private key for each certificate)");
        assertThat(Configs.iniProblems("[pgbouncer]\nserver_tls_ca_file = /no/such")).containsExactly(
                "file:2: server_tls_ca_file: /no/such cannot be read (expected: a file that is there)");
        assertThat(Configs.iniProblems("[pgbouncer]\nserver_tls_negotiation = direct")).containsExactly(
                "file:2: server_tls_negotiation: direct needs server_tls_sslmode require or stronger "
                        + "(expected: postgres, or a stronger mode)");
        assertThat(Configs.iniProblems("[databases]\na = host=h sslcert=" + one)).containsExactly(
                "file:2: databases.a.sslcert: 1 certificates and 0 private keys (expected: a private key for each certificate)");
    }

    @Test
    void filesThatNobodyNeedsNeedNotBeThere() {
        assertThat(Configs.iniProblems("[pgbouncer]\nclient_tls_cert_file = /no/such\nserver_tls_sslmode = disable\n"
                + "server_tls_ca_file = /no/such")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            secure            | TLSv1.2 TLSv1.3
            default           | TLSv1.2 TLSv1.3
            all               | TLSv1 TLSv1.1 TLSv1.2 TLSv1.3
            tlsv1.3           | TLSv1.3
            TLSv1.3, tlsv1.2  | TLSv1.2 TLSv1.3
            tlsv1.1:tlsv1.2   | TLSv1.1 TLSv1.2
            all,!tlsv1.0      | TLSv1.1 TLSv1.2 TLSv1.3
            !tlsv1.2          | TLSv1.3
            """)
    void protocols(String text, String expected) {
        assertThat(TlsWords.protocols(text)).isEqualTo(Arrays.asList(expected.split(" ", -1)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            default                                          |
            HIGH:MEDIUM:+3DES:!aNULL                         |
            fast                                             |
            ECDHE+AESGCM:@STRENGTH                           |
            ECDHE-RSA-AES128-GCM-SHA256:AES256-SHA, HIGH     | ECDHE-RSA-AES128-GCM-SHA256 AES256-SHA
            TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256            | TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
            """)
    void ciphers(String text, String expected) {
        assertThat(TlsWords.ciphers(text)).isEqualTo(expected == null ? List.of() : Arrays.asList(expected.split(" ", -1)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            client_tls_protocols = sslv3       | unknown protocol "sslv3"
            client_tls_protocols = !secure     | no protocol is left
            client_tls_ecdhcurve = P-256:a&b   | no name: "a&b"
            """)
    void wrongWords(String line, String problem) {
        assertThat(Configs.iniProblems("[pgbouncer]\nclient_tls_sslmode = allow\nclient_tls_cert_file = " + one
                + "\nclient_tls_key_file = " + two + "\n" + line)).singleElement().asString().contains(problem);
    }
}
