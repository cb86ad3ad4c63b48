package io.howdah.protocol.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScramSecretTest {

    private static final String STORED = "SCRAM-SHA-256$4096:+KsCKOr0j4ysJRAcaL5P6g==$SP6Jm5c4BO/coT/rl1aiPq9MUDeHzQsy82KttGKzUmw="
            + ":KeYA+ljug5HhcxowMKnOAbWGT4SlL+bULHMyxU2qhXs=";

    /** Passwords and PostgreSQL 15's records of them ({@code create role ... password E'...'}). */
    static Stream<Arguments> stored() {
        return Stream.of(
                // ASCII stays as it is, a control character included.
                arguments("pencil", STORED),
                arguments("a\u0007b", "SCRAM-SHA-256$4096:oxTePbONkNIBjB22Hj6FLg==$15Aqyxay4ew6AGKqFYOclv7kPxTiouezQ+nFDHGAd7A="
                        + ":6bFzdptzMsWfHLVjFZ1b73Tr107n9VFXE6m1wTp1aj4="),
                // Spaces mapped, soft hyphen dropped, NFKC.
                arguments("\u2168 \u00adpass\u3000w\u00f6rd",
                        "SCRAM-SHA-256$4096:Gj/+BdZUFqmD/a3p4zVSBw==$0pxI0xF+zV/mLn2SXebd1Rj82xZq"
                                + "QlD0tjoyD8JANGQ=:pl6eplAgtAGomjXLqpp5Bs6dmI49lzJsnVOqAEJN1Po="),
                arguments("p\u00a0\u200b\u2160",
                        "SCRAM-SHA-256$4096:zAPfw8n9wx3/ZOAsHUFC+g==$UV/COQZAZS3flLJDg69T5ZudjIzKwHzUwdCI8NBx2T0="
                                + ":7nYhKx3P45jmdQXeXFp9fNtjDuEaptS7uTb2vtGZy4A="),
                arguments("e\u0301", "SCRAM-SHA-256$4096:+VNp46RI4LeScO/9LoR/YA==$mVh0JbYyomjvofDrFP/cXAfaaeoGp8LnyrUsxOYdrzE="
                        + ":k5jCghKhqsQ9HTbOl6YTQp61jp/X4qwAunNR+bZVCEM="),
                // Right-to-left text: well formed, mixed, beginning wrongly.
                arguments("\u05d0\u05d1",
                        "SCRAM-SHA-256$4096:fHIfNWRowMNICSaZ3vJ7+w==$yM8Q+nkRD6/matnEuS/UeqBMF7yHC0KO5PQ7ZfFs3eM="
                                + ":Dh1GLQwXVgNItzVmYCBgyPd39yO8eRiJeYNRuqdit3M="),
                arguments("\u05d0b", "SCRAM-SHA-256$4096:BjPqR1AVs2/Xgah9UIvAIA==$fNvDVLsst9aBEUnkURysNYiFff8+JDuC5ZlTT0pg+5c="
                        + ":DV6mErKOem9HArA9dibzwZLwiApihBiJalcAHYeebVI="),
                arguments("1\u05d0", "SCRAM-SHA-256$4096:YJFBHl/JL1RRal9/V0J69Q==$hSOpXLx6wUo41a1gWzuGXOTlJdy6eCZEAPrLRPgihP8="
                        + ":4AhImlmwKcvHucSH4WhXXGC1N1jkuGX2BAnI8qFU+W4="),
                // The same texts with a character that preparing changes: SASLprep prepares the first and refuses the other two.
                arguments("\u05d0\u00ad\u05d1",
                        "SCRAM-SHA-256$4096:YILXUQVMqDrvLJ7Pcxf3Og==$DyWWFWDlTfCjor4ZzPijjOnDcnlHfoiEfVHqgC2gIm4="
                                + ":wuhsPSrsDLc6yMN3miMb/Q390/Q2mhyuYqVpCfyM/x4="),
                arguments("\u05d0\u2168",
                        "SCRAM-SHA-256$4096:coewkDGaRCA+Nnq59JHBog==$oniEtwX26dSbjp49FysmA2Mfu3hZb9+6iBUz9FUBlsI="
                                + ":VD9qqBL7reQ5dPxDyEYpNniKHDHO7hI0H2cyUTfDO8s="),
                arguments("1\u00ad\u05d0",
                        "SCRAM-SHA-256$4096:/GInvMRWypB+6npdod2t7Q==$hsmDHoTVoVId7TOHfqJUaQaXFWD3hB62PdFzTaHAYx0="
                                + ":CNgP6mtLsVwxtsNLoHj2JRSN1j9PIbUHcSdBwJ0Nw3g="),
                // Unassigned, prohibited, empty after preparing: used unprepared.
                arguments("x\u0221y", "SCRAM-SHA-256$4096:vMZjVr+LlpDw79YGM66DAw==$rYgk8cf6Xkec2bWkFgIdeaNHccleITBm3aGBQMhDvK4="
                        + ":ZgBuhRs/+Kakz7vRNkcXRh66zhzTbipc0/8dejwlvXY="),
                arguments("\u00e9\u0007",
                        "SCRAM-SHA-256$4096:rHCytzPDHKZFarzdAapBAQ==$UKPji5l+yrMb5Heqc0KNDLp1J/EfF1Zu7oUE6Rp1PiQ="
                                + ":UKYqcf4veQYaHh2GqYVoLWV8tPWU4A48KjRE5lXGbnI="),
                arguments("\u00ad", "SCRAM-SHA-256$4096:uyBa4nEbE+R3fu4Csja0WQ==$aEGlfcWrPIV4JcaQNAX6NTSQz6AtnFaBe8vSf+RjlQk="
                        + ":H1rEtDFDcXgjoM1HjFQnPYFHhjbZKF2aJn5mRXyljW4="));
    }

    @ParameterizedTest
    @MethodSource("stored")
    void derivesWhatPostgresStores(String password, String stored) {
        ScramSecret secret = ScramSecret.parse(stored).orElseThrow();
        assertThat(secret.encode()).isEqualTo(stored);
        assertThat(ScramSecret.derive(password, secret.salt(), secret.iterations())).isEqualTo(secret).hasSameHashCodeAs(secret);
    }

    @Test
    void derivesWithAFreshSalt() {
        ScramSecret one = ScramSecret.derive("pencil");
        assertThat(one.iterations()).isEqualTo(4096);
        assertThat(one.salt()).hasSize(16);
        assertThat(one).isNotEqualTo(ScramSecret.derive("pencil"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "pencil", "md5ad16ab8cb9f9946be08171afa599199d", "SCRAM-SHA-256", "SCRAM-SHA-256$",
        "SCRAM-SHA-256$4096", "SCRAM-SHA-256$4096:$:", "SCRAM-SHA-256$4096:AAAA$AAAA:AAAA", "SCRAM-SHA-1$4096:AAAA$AAAA:AAAA",
        "SCRAM-SHA-256$4096:%%%%$SP6Jm5c4BO/coT/rl1aiPq9MUDeHzQsy82KttGKzUmw=:KeYA+ljug5HhcxowMKnOAbWGT4SlL+bULHMyxU2qhXs="})
    void takesNothingElse(String text) {
        assertThat(ScramSecret.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "10000001", "99999999999999999999", "4096 ", "", "x"})
    void boundsTheIterations(String iterations) {
        assertThat(ScramSecret.parse(STORED.replace("$4096:", "$" + iterations + ":"))).isEmpty();
    }

    @Test
    void boundsItsParts() {
        byte[] key = new byte[32];
        assertThatThrownBy(() -> new ScramSecret(4096, new byte[0], key, key)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ScramSecret(4096, new byte[257], key, key)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ScramSecret(4096, new byte[16], new byte[31], key))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ScramSecret.derive("x", new byte[16], 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void showsNoKey() {
        assertThat(ScramSecret.parse(STORED).orElseThrow().toString()).isEqualTo("ScramSecret[4096 iterations]");
        assertThat(new Credentials.Password("hush").toString()).doesNotContain("hush");
        assertThat(new Credentials.Keys(new byte[32], new byte[32]).toString()).isEqualTo("Keys[]");
    }
}
