package io.howdah.proxy.parameters;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrackedParametersTest {

    static List<Arguments> values() {
        return List.of(
                Arguments.of("TimeZone", "UTC", "SET \"TimeZone\" TO 'UTC'"),
                Arguments.of("application_name", "", "SET \"application_name\" TO ''"),
                Arguments.of("application_name", "it's", "SET \"application_name\" TO 'it''s'"),
                Arguments.of("application_name", "'; DROP TABLE t; --", "SET \"application_name\" TO '''; DROP TABLE t; --'"),
                // The escape means the same whatever standard_conforming_strings says.
                Arguments.of("application_name", "a\\b'c", "SET \"application_name\" TO  E'a\\\\b''c'"),
                Arguments.of("application_name", "\\", "SET \"application_name\" TO  E'\\\\'"),
                // The SQL is ASCII, so the session's encoding does not matter.
                Arguments.of("myapp.user", "Zo\u00eb", "SET \"myapp\".\"user\" TO  E'Zo\\xc3\\xab'"),
                Arguments.of("myapp.user", "Zo\udceb", "SET \"myapp\".\"user\" TO  E'Zo\\xeb'"),
                Arguments.of("myapp.\u00fc", "x", "SELECT pg_catalog.set_config( E'myapp.\\xc3\\xbc','x',false)"),
                Arguments.of("myapp.user", "x", "SET \"myapp\".\"user\" TO 'x'"),
                Arguments.of("a\"b", "x", "SET \"a\"\"b\" TO 'x'"),
                Arguments.of("search_path", "a, \"B c\"", "SELECT pg_catalog.set_config('search_path','a, \"B c\"',false)"),
                Arguments.of("Search_Path", "it's, b\\", "SELECT pg_catalog.set_config('Search_Path', E'it''s, b\\\\',false)"),
                Arguments.of("temp_tablespaces", "x", "SELECT pg_catalog.set_config('temp_tablespaces','x',false)"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void aValueIsSetAsAStartUpPacketWould(String name, String value, String sql) {
        assertThat(TrackedParameters.assignment(name, value, false)).isEqualTo(sql);
    }

    @Test
    void locallyAndBack() {
        ParameterSet then = ParameterSet.EMPTY.with("TimeZone", "UTC").with("a", "1").with("b", "it's");
        ParameterSet now = ParameterSet.EMPTY.with("timezone", "CET").with("a", "1").with("c", "\u00eb");
        assertThat(TrackedParameters.locally(then, now)).isEqualTo("SELECT pg_catalog.set_config('b','it''s',true),"
                + "pg_catalog.set_config('c',NULL,true),pg_catalog.set_config('timezone','UTC',true)");
        assertThat(TrackedParameters.locally(now, then)).isEqualTo("SELECT pg_catalog.set_config('b',NULL,true),"
                + "pg_catalog.set_config('c', E'\\xc3\\xab',true),pg_catalog.set_config('TimeZone','CET',true)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"server_version", "SERVER_ENCODING", "integer_datetimes", "is_superuser", "in_hot_standby",
        "session_authorization",
        "max_identifier_length"})
    void trap18_theServersOwn(String name) {
        assertThat(TrackedParameters.isServerOnly(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"application_name", "client_encoding", "DateStyle", "TimeZone", "IntervalStyle", "extra_float_digits",
        "search_path",
        "statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout", "geqo", "default_transaction_read_only",
        "default_transaction_isolation", "standard_conforming_strings", "role"})
    void trap13_theClients(String name) {
        assertThat(TrackedParameters.isServerOnly(name)).isFalse();
    }
}
