package io.howdah.proxy.parameters;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalValuesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            client_encoding   | utf8           | UTF8
            client_encoding   | UTF-8          | UTF8
            CLIENT_ENCODING   | unicode        | UTF8
            client_encoding   | latin-1        | LATIN1
            client_encoding   | ISO_8859-1     | LATIN1
            client_encoding   | sql_ascii      | SQL_ASCII
            client_encoding   | windows-1252   | WIN1252
            client_encoding   | klingon        | klingon
            DateStyle         | iso            | ISO, MDY
            DateStyle         | ISO, DMY       | ISO, DMY
            DateStyle         | dmy            | ISO, DMY
            DateStyle         | sql,european   | SQL, DMY
            datestyle         | German         | German, DMY
            datestyle         | German, YMD    | German, YMD
            DateStyle         | Postgres, US   | Postgres, MDY
            DateStyle         | odd            | odd
            IntervalStyle     | ISO_8601       | iso_8601
            standard_conforming_strings   | 1   | on
            default_transaction_read_only | tru | on
            default_transaction_read_only | OFF | off
            default_transaction_read_only | o   | o
            TimeZone          | asia/kolkata   | Asia/Kolkata
            application_name  | X y            | X y
            """)
    void areAsPostgresWouldReportThem(String name, String given, String reported) {
        assertThat(CanonicalValues.of(name, given, ParameterSet.EMPTY.with("DateStyle", "ISO, MDY"))).isEqualTo(reported);
    }

    /** PostgreSQL 16 changed pg_clean_ascii. */
    @Test
    void anApplicationNameIsAscii() {
        ParameterSet fifteen = ParameterSet.EMPTY.with("server_version", "15.10 (Debian 15.10-0+deb12u1)");
        ParameterSet eighteen = ParameterSet.EMPTY.with("server_version", "18.0");
        assertThat(CanonicalValues.of("application_name", "Zo\u00eb", fifteen)).isEqualTo("Zo??");
        assertThat(CanonicalValues.of("application_name", "Zo\u00eb", eighteen)).isEqualTo("Zo\\xc3\\xab");
        assertThat(CanonicalValues.of("application_name", "Zo\udceb\t", eighteen)).isEqualTo("Zo\\xeb\\x09");
        assertThat(CanonicalValues.of("application_name", "shop", eighteen)).isEqualTo("shop");
    }
}
