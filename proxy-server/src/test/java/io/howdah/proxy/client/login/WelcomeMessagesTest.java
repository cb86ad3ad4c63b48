package io.howdah.proxy.client.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.proxy.parameters.ParameterSet;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Which clients share a greeting at login. */
class WelcomeMessagesTest {

    private static final ParameterSet REPORTED = ParameterSet.EMPTY.with("server_version", "18.0").with("TimeZone", "UTC")
            .with("application_name", "").with("client_encoding", "UTF8");

    private final WelcomeMessages greetings = new WelcomeMessages();

    private static String text(WelcomeMessages.Greeting greeting) {
        return new String(greeting.messages(), StandardCharsets.UTF_8);
    }

    @Test
    @DisplayName("clients that ask for the same share one set of parameters, in whatever order they ask")
    void shared() {
        Map<String, String> other = new LinkedHashMap<>();
        other.put("timezone", "Europe/Rome");
        other.put("application_name", "shop");
        WelcomeMessages.Greeting one = greetings.of(REPORTED, ParameterSet.EMPTY,
                new LinkedHashMap<>(Map.of("application_name", "shop", "timezone", "Europe/Rome")));
        assertThat(greetings.of(REPORTED, ParameterSet.EMPTY, other)).isSameAs(one);
        assertThat(one.parameters().get("TimeZone")).isEqualTo("Europe/Rome");
        assertThat(text(one)).contains("TimeZone\0Europe/Rome\0", "application_name\0shop\0", "server_version\u000018.0\0");
    }

    @Test
    @DisplayName("what one client asks for is not told another, and a map changed afterwards changes nothing")
    void notShared() {
        Map<String, String> given = new LinkedHashMap<>(Map.of("application_name", "shop"));
        WelcomeMessages.Greeting shop = greetings.of(REPORTED, ParameterSet.EMPTY, given);
        given.put("application_name", "office");
        WelcomeMessages.Greeting office = greetings.of(REPORTED, ParameterSet.EMPTY, given);
        assertThat(text(office)).contains("application_name\0office\0").doesNotContain("shop");
        assertThat(greetings.of(REPORTED, ParameterSet.EMPTY, Map.of("application_name", "shop"))).isSameAs(shop);
        assertThat(text(greetings.of(REPORTED, ParameterSet.EMPTY, Map.of()))).contains("application_name\0\0");
    }

    @Test
    @DisplayName("servers that have reported anew are told of anew")
    void otherServers() {
        WelcomeMessages.Greeting before = greetings.of(REPORTED, ParameterSet.EMPTY, Map.of());
        ParameterSet upgraded = REPORTED.with("server_version", "18.1");
        assertThat(text(greetings.of(upgraded, ParameterSet.EMPTY, Map.of()))).contains("server_version\u000018.1\0");
        assertThat(greetings.of(REPORTED, ParameterSet.EMPTY, Map.of())).isSameAs(before);
    }

    @Test
    @DisplayName("what is kept has an end")
    void bounded() {
        for (int i = 0; i < 3 * WelcomeMessages.MOST; i++) {
            assertThat(text(greetings.of(REPORTED, ParameterSet.EMPTY, Map.of("application_name", "worker " + i))))
                    .contains("worker " + i + "\0");
            assertThat(greetings.size()).isLessThanOrEqualTo(WelcomeMessages.MOST);
        }
    }
}
