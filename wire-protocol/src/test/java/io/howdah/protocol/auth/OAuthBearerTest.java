package io.howdah.protocol.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The messages of OAUTHBEARER. In the tables a {@code ^} stands for the separator, and a {@code _} for a NUL. */
class OAuthBearerTest {

    private static byte[] bytes(String text) {
        return text.replace('^', '\1').replace('_', '\0').getBytes(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            n,,^auth=Bearer abc^^                        | Bearer abc
            y,,^auth=Bearer abc^^                        | Bearer abc
            n,,^host=h^port=1^auth=bearer a=^^           | bearer a=
            n,,^auth=Bearer abc^other=more=than one^^    | Bearer abc
            n,,^auth=^^                                  | ''
            """)
    @DisplayName("The value of auth")
    void auth(String message, String auth) {
        assertThat(OAuthBearer.auth(bytes(message))).isEqualTo(auth);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                      | The message is empty.
            n,,^auth=a^^_           | Message length does not match input length.
            p=tls-unique,,^auth=a^^ | The server does not support channel binding for OAuth, but the client message includes channel binding data.
            x,,^auth=a^^            | Unexpected channel-binding flag "'x'".
            ^                       | Unexpected channel-binding flag "0x01".
            n                       | Comma expected, but found character "0x00".
            nn,^auth=a^^            | Comma expected, but found character "'n'".
            n,b,^auth=a^^           | Unexpected attribute "'b'" in client-first-message.
            n,                      | Unexpected attribute "0x00" in client-first-message.
            n,,auth=a^^             | Key-value separator expected, but found character "'a'".
            n,,                     | Key-value separator expected, but found character "0x00".
            n,,^                    | Message did not contain a final terminator.
            n,,^^                   | Message does not contain an auth value.
            n,,^host=h^^            | Message does not contain an auth value.
            n,,^auth=a^             | Message did not contain a final terminator.
            n,,^auth=a              | Message contains an unterminated key/value pair.
            n,,^auth^^              | Message contains a key without a value.
            n,,^=a^^                | Message contains an empty key name.
            n,,^au1h=a^^            | Message contains an invalid key name.
            n,,^auth=aé^^           | Message contains an invalid value.
            n,,^auth=a^auth=b^^     | Message contains multiple auth values.
            n,,^auth=a^^more        | Message contains additional data after the final terminator.
            """)
    @DisplayName("PostgreSQL's details for malformed messages")
    void malformed(String message, String detail) {
        assertThatThrownBy(() -> OAuthBearer.auth(bytes(message)))
                .isInstanceOfSatisfying(OAuthBearerException.class, e -> {
                    assertThat(e.state().code()).isEqualTo("08P01");
                    assertThat(e).hasMessage("malformed OAUTHBEARER message");
                    assertThat(e.detail()).isEqualTo(detail);
                });
    }

    @Test
    @DisplayName("Every beginning of a message is malformed, and so is every message with one byte more")
    void cutAtEveryByte() {
        byte[] whole = bytes("n,,^host=h^auth=Bearer abc^^");
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> OAuthBearer.auth(part)).isInstanceOf(OAuthBearerException.class);
        }
        for (int more = 0; more < 256; more++) {
            byte[] longer = Arrays.copyOf(whole, whole.length + 1);
            longer[whole.length] = (byte) more;
            assertThatThrownBy(() -> OAuthBearer.auth(longer)).isInstanceOf(OAuthBearerException.class);
        }
    }

    @Test
    @DisplayName("Random messages of the mechanism's own characters are read or refused, never anything else")
    void random() {
        Random random = new Random(7628);
        char[] alphabet = "n,y,\1\1\1auth=Bearer ab=\0é".toCharArray();
        int read = 0;
        for (int i = 0; i < 100_000; i++) {
            StringBuilder text = new StringBuilder(i % 2 == 0 ? "n,,\1" : "");
            for (int length = random.nextInt(20); length > 0; length--) {
                text.append(random.nextInt(8) == 0 ? "auth=" : alphabet[random.nextInt(alphabet.length)]);
            }
            try {
                OAuthBearer.token(OAuthBearer.auth(text.append("\1\1").toString().getBytes(StandardCharsets.ISO_8859_1)));
                read++;
            } catch (OAuthBearerException refused) {
                assertThat(refused.getMessage()).isNotEmpty();
            }
        }
        assertThat(read).isPositive();
    }

    @Test
    @DisplayName("An authorization identity is not supported")
    void identity() {
        assertThatThrownBy(() -> OAuthBearer.auth(bytes("n,a=admin,^auth=Bearer a^^")))
                .isInstanceOfSatisfying(OAuthBearerException.class, e -> assertThat(e.state().code()).isEqualTo("0A000"))
                .hasMessage("client uses authorization identity, but it is not supported");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Bearer abc.d-e_f~+/==   | abc.d-e_f~+/==
            BEARER   abc            | abc
            bearer abc              | abc
            Basic abc               |
            Bearer                  |
            'Bearer '               |
            Bearer =                |
            Bearer a b              |
            Bearer a=b              |
            Bearer a,b              |
            """)
    @DisplayName("Tokens by RFC 6750")
    void token(String auth, String token) {
        assertThat(OAuthBearer.token(auth).orElse(null)).isEqualTo(token);
    }

    @ParameterizedTest
    @CsvSource({"^,true", "^^,false", "x,false", "n,false"})
    @DisplayName("The answer to a failure is a single separator")
    void end(String message, boolean right) {
        if (right) {
            OAuthBearer.checkEnd(bytes(message));
        } else {
            assertThatThrownBy(() -> OAuthBearer.checkEnd(bytes(message)))
                    .isInstanceOfSatisfying(OAuthBearerException.class,
                            e -> assertThat(e.detail()).isEqualTo("Client did not send a kvsep response."));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            https://issuer        | openid db | { "status": "invalid_token", "openid-configuration": "https://issuer/.well-known/openid-configuration", "scope": "openid db" }
            https://issuer        | ''        | { "status": "invalid_token", "openid-configuration": "https://issuer/.well-known/openid-configuration" }
            https://i/.well-known/x | "\\     | { "status": "invalid_token", "openid-configuration": "https://i/.well-known/x", "scope": "\\"\\\\" }
            """)
    @DisplayName("The document about a failure")
    void failure(String issuer, String scope, String json) {
        assertThat(new String(OAuthBearer.failure(issuer, scope), StandardCharsets.UTF_8)).isEqualTo(json);
    }
}
