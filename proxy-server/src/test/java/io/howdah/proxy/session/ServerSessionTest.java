package io.howdah.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.proxy.parameters.ParameterSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ServerSessionTest {

    private static final ParameterSet REPORTED = ParameterSet.EMPTY.with("TimeZone", "UTC").with("client_encoding", "LATIN1")
            .with("server_encoding", "UTF8")
            .with("application_name", "");

    private final ServerSession server = new ServerSession(false);

    @Test
    @DisplayName("A report in the client's encoding is kept in the server's")
    void encoding() {
        server.loginReported(REPORTED, null);
        // As CStrings reads bytes that are no UTF-8.
        assertThat(server.parameterReported("application_name", "Zo\udceb")).isEqualTo("Zo\u00eb");
        assertThat(server.reported().get("application_name")).isEqualTo("Zo\u00eb");
        server.reportedAs("application_name", "x");
        assertThat(server.reported().get("application_name")).isEqualTo("x");
    }

    @Test
    @DisplayName("An equal set takes the place of what the server reports, and leaves open what was open")
    void reportedIs() {
        server.loginReported(REPORTED, null);
        ParameterSet equal = REPORTED.without("TimeZone").with("TimeZone", "UTC");
        server.reportedIs(equal);
        assertThat(server.reported()).isSameAs(equal);
        assertThat(server.isSettled()).isTrue();
        server.parameterReported("TimeZone", "CET");
        server.reportedIs(server.reported().without("TimeZone").with("TimeZone", "CET"));
        assertThat(server.isSettled()).isFalse();
        assertThat(server.doubts()).containsExactly("TimeZone");
        server.settled();
        assertThat(server.doubts()).isEmpty();
    }

    @Test
    @DisplayName("RESET ALL leaves the role; connect_query, run again, sets what it has set up before")
    void resets() {
        ServerSession connected = new ServerSession(true);
        connected.loginReported(REPORTED.with("TimeZone", "CET"), REPORTED);
        connected.setIs(connected.set().with("role", "web").with("work_mem", "1MB"));
        assertThat(connected.runsConnectQuery()).isTrue();
        assertThat(connected.actsAsAnotherRole()).isTrue();
        connected.parametersAreReset();
        assertThat(connected.set()).hasToString("{role=web}");
        connected.roleIsItsOwn();
        assertThat(connected.actsAsAnotherRole()).isFalse();
        assertThat(connected.set().isEmpty()).isTrue();
        connected.connectQueryRan();
        assertThat(connected.set()).hasToString("{TimeZone=CET}");
        assertThat(connected.set().isEmpty()).isFalse();
        assertThat(connected.base()).hasToString("{TimeZone=CET}");
    }
}
