package io.howdah.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.config.TlsMode;
import io.howdah.config.TlsSettings;
import io.howdah.proxy.testing.Certificates;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TlsMaterialTest {

    @TempDir
    Path directory;

    private static TlsSettings settings(Path chain, Path key, Path authorities, String... ciphers) {
        return new TlsSettings(TlsMode.REQUIRE, false, Optional.ofNullable(authorities),
                List.of(new TlsSettings.Certificate(chain, key)), List.of("TLSv1.2", "TLSv1.3"), List.of(ciphers), List.of(),
                List.of());
    }

    @ParameterizedTest
    @EnumSource(value = Algorithm.class, names = {"rsa2048", "rsa3072", "ecp256", "ecp384", "ed25519"})
    @DisplayName("A key and its certificate belong together, of whatever kind; another key is refused")
    void pairs(Algorithm algorithm) {
        Certificates certificates = new Certificates(directory, "ca");
        Certificates.Pem one = certificates.issue("one", builder -> builder.algorithm(algorithm));
        Certificates.Pem other = certificates.issue("other", builder -> builder.algorithm(algorithm));
        TlsMaterial material = TlsMaterial.read(settings(one.chain(), one.key(), certificates.authority()));
        assertThat(material.own().get(0).certificate()).isEqualTo(one.bundle().getCertificate());
        assertThat(material.authorities()).hasSize(1);
        assertThat(material.toString()).doesNotContain("PRIVATE");
        assertThatThrownBy(() -> TlsMaterial.read(settings(one.chain(), other.key(), null)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(other.key() + ": the private key is not the one of the certificate in " + one.chain());
    }

    @Test
    @DisplayName("The fingerprint follows the files")
    void fingerprint() throws Exception {
        Certificates certificates = new Certificates(directory, "ca");
        Certificates.Pem one = certificates.issue("one");
        TlsSettings settings = settings(one.chain(), one.key(), certificates.authority());
        String before = TlsMaterial.read(settings).fingerprint();
        assertThat(TlsMaterial.read(settings).fingerprint()).isEqualTo(before);
        Files.writeString(certificates.authority(), Files.readString(certificates.authority()) + "\n");
        assertThat(TlsMaterial.read(settings).fingerprint()).isNotEqualTo(before);
    }

    @Test
    @DisplayName("What cannot be used is named: the file, and why")
    void unusable() throws Exception {
        Certificates certificates = new Certificates(directory, "ca");
        Certificates.Pem one = certificates.issue("one");
        Path empty = Files.writeString(directory.resolve("empty"), "");
        Path cut = Files.writeString(directory.resolve("cut"),
                "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
        assertRefused(settings(empty, one.key(), null), "empty: there is no certificate");
        assertRefused(settings(cut, one.key(), null), "cut: certificate 1 is damaged");
        assertRefused(settings(one.chain(), one.chain(), null), "one.crt: there is no private key");
        assertRefused(settings(one.chain(), one.key(), empty), "empty: there is no certificate");
        assertRefused(settings(directory, one.key(), null), "not a file of at most 4 MB");
    }

    private static void assertRefused(TlsSettings settings, String text) {
        assertThatThrownBy(() -> ClientTls.prepare(settings)).isInstanceOf(UncheckedIOException.class).hasMessageContaining(text);
    }

    @Test
    @DisplayName("Ciphers that the library does not know are refused before anybody connects")
    void ciphers() {
        Certificates.Pem one = new Certificates(directory, "ca").issue("one");
        ClientTls tls = new ClientTls(Runnable::run);
        tls.use(ClientTls.prepare(settings(one.chain(), one.key(), null, "ECDHE-ECDSA-AES256-GCM-SHA384")));
        tls.close();
        assertRefused(settings(one.chain(), one.key(), null, "NO-SUCH-CIPHER"), "NO-SUCH-CIPHER");
    }
}
