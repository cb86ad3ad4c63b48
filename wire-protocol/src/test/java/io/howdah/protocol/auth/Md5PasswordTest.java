package io.howdah.protocol.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class Md5PasswordTest {

    /** PostgreSQL 15's record for the user md5u. */
    private static final String STORED = "md5ad16ab8cb9f9946be08171afa599199d";

    @Test
    void hashesAsPostgresDoes() {
        assertThat(Md5Password.hash("md5u", "secret")).isEqualTo(STORED);
        // echo -n passwordpostgres | md5sum
        assertThat(Md5Password.hash("postgres", "password")).isEqualTo("md532e12f215ba27cb750c9e093ce4b5127");
    }

    @Test
    void answersASalt() {
        byte[] salt = {1, 2, 3, 4};
        String response = Md5Password.response(STORED, salt);
        // printf 'ad16ab8cb9f9946be08171afa599199d\x01\x02\x03\x04' | md5sum
        assertThat(response).isEqualTo("md574d422b0eeebba2baecebf90de5ddaae");
        assertThat(Md5Password.verify(STORED, salt, response)).isTrue();
        assertThat(Md5Password.verify(STORED, new byte[] {1, 2, 3, 5}, response)).isFalse();
        assertThat(Md5Password.verify(STORED, salt, STORED)).isFalse();
        assertThat(Md5Password.verify(STORED, salt, "")).isFalse();
        assertThat(Md5Password.verify(STORED, salt, response.toUpperCase(Locale.ROOT))).isFalse();
    }

    @Test
    void tellsHashesFromOtherThings() {
        assertThat(Md5Password.isHash(STORED)).isTrue();
        assertThat(Md5Password.isHash("md5")).isFalse();
        assertThat(Md5Password.isHash("")).isFalse();
        assertThat(Md5Password.isHash(STORED.replace('a', 'g'))).isFalse();
        assertThat(Md5Password.isHash(STORED + "0")).isFalse();
        assertThatThrownBy(() -> Md5Password.response("secret", new byte[4])).isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
    }
}
