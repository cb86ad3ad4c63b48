package io.howdah.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The keys were made with OpenSSL 3 for this test; nobody uses them. */
class PemKeysTest {

    private static String text(String name) throws IOException {
        try (InputStream in = PemKeysTest.class.getResourceAsStream(name + ".pem")) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @ParameterizedTest
    @CsvSource({"pkcs1,pkcs8-rsa,RSA", "sec1,pkcs8-ec,EC", "sec1-with-parameters,pkcs8-ec,EC"})
    void theSameKeyInEachForm(String one, String other, String algorithm) throws Exception {
        PrivateKey key = PemKeys.read(text(one));
        assertThat(secret(key)).isEqualTo(secret(PemKeys.read(text(other))));
        assertThat(key.getAlgorithm()).isEqualTo(algorithm);
        String between = "Bag Attributes\r\n" + text(one).replace("\n", "\r\n") + "and more";
        assertThat(PemKeys.read(between)).isEqualTo(key);
    }

    /** An EC key may hold its curve twice, so its bytes differ. */
    private static Object secret(PrivateKey key) {
        return key instanceof ECPrivateKey ec ? ec.getS() : key;
    }

    @Test
    void otherCurves() throws Exception {
        assertThat(PemKeys.read(text("pkcs8-ed25519")).getAlgorithm()).isEqualTo("EdDSA");
        assertThat(PemKeys.read(text("sec1-384")).getAlgorithm()).isEqualTo("EC");
    }

    @ParameterizedTest
    @CsvSource({"pkcs1-encrypted", "pkcs8-encrypted"})
    void encrypted(String name) throws Exception {
        String text = text(name);
        assertThatThrownBy(() -> PemKeys.read(text)).isInstanceOf(GeneralSecurityException.class)
                .hasMessageContaining("encrypted");
    }

    @Test
    void none() {
        assertThatThrownBy(() -> PemKeys.read("")).hasMessage("there is no private key");
        assertThatThrownBy(() -> PemKeys.read("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"))
                .hasMessage("there is no private key");
    }

    @Test
    @DisplayName("A damaged key is told in words that do not hold it, and by no other exception")
    void damaged() throws Exception {
        Random random = new Random(1);
        for (String name : new String[] {"pkcs1", "sec1", "sec1-with-parameters", "pkcs8-ec"}) {
            String text = text(name);
            for (int i = 0; i < 300; i++) {
                StringBuilder damaged = new StringBuilder(text);
                for (int n = 0; n <= random.nextInt(3); n++) {
                    int at = random.nextInt(damaged.length());
                    if (random.nextBoolean()) {
                        damaged.setCharAt(at, (char) (32 + random.nextInt(95)));
                    } else {
                        damaged.deleteCharAt(at);
                    }
                }
                try {
                    PemKeys.read(damaged.toString());
                } catch (GeneralSecurityException e) {
                    assertThat(e.getMessage()).startsWith("the").hasSizeLessThan(80);
                }
            }
        }
    }
}
