package io.howdah.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "postgresql://u:p@h:5433/d            | u    | p       | h         | 5433 | d",
        "postgres://u@h/d                     | u    |         | h         |      | d",
        "postgres://h/d                       |      |         | h         |      | d",
        "postgres://h:1/d                     |      |         | h         | 1    | d",
        "postgres://u:p@[::1]:5433/d          | u    | p       | [::1]     | 5433 | d",
        "postgres://[::1]/d                   |      |         | [::1]     |      | d",
        "postgres://u:p@a:1,b:2/d             | u    | p       | a:1,b:2   |      | d",
        "postgres://u:p%40s%3As%25@h/d%20b    | u    | p@s:s%  | h         |      | d b",
        "postgres://u:p@s:s%w x@h/d           | u    | p@s:s%w x | h       |      | d",
        "postgres://u:p/w?d@h/d               | u    | p/w?d   | h         |      | d",
        "postgres://u:p@h/d?x=a@b             | u    | p       | h         |      | d",
        "postgres://h/d?x=a@b                 |      |         | h         |      | d",
        "postgres:///d?host=/run/pg&user=u    | u    |         | /run/pg   |      | d",
        "postgres://u:p@h                     | u    | p       | h         |      | ",
        "postgres://%C3%BC:p@h/d              | ü    | p       | h         |      | d",
    })
    void parts(String url, String user, String password, String hosts, String port, String database) {
        DatabaseUrl parsed = DatabaseUrl.parse(url);
        assertThat(parsed.user()).isEqualTo(Optional.ofNullable(user));
        assertThat(parsed.password()).isEqualTo(Optional.ofNullable(password));
        assertThat(parsed.hosts()).isEqualTo(hosts);
        assertThat(parsed.port()).isEqualTo(Optional.ofNullable(port));
        assertThat(parsed.database()).isEqualTo(Optional.ofNullable(database));
    }

    @Test
    void keepsWhatIsBehindTheQuestionMark() {
        assertThat(DatabaseUrl.parse("postgres://u@h/d?sslmode=prefer&application_name=a%26b").parameters())
                .isEqualTo(Map.of("sslmode", "prefer", "application_name", "a&b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "mysql://u:secret@h/d", "u:secret@h/d", "postgres://u:secret@h:x:y/d",
        "postgres://u:secret@h/d?sslmode"})
    void refusesWithoutRepeatingIt(String url) {
        assertThatThrownBy(() -> DatabaseUrl.parse(url)).isInstanceOf(InvalidValueException.class)
                .message().doesNotContain("secret");
    }

    @Test
    void partsAListAtUrlsAlone() {
        assertThat(DatabaseUrl.split("postgres://u:a,b@h/d, postgresql://v@i/e")).hasSize(2);
    }
}
