package io.howdah.proxy.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackgroundTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource({"-d file.ini, true", "file.ini -d, true", "--daemon -q -v file.ini, true", "-d, true", "file.ini, false",
        "-q file.ini, false",
        "-d -V, false", "-d --help, false", "-d --check file.ini, false", "-d -R file.ini, false",
        "-d -u someone file.ini, false",
        "-qd file.ini, false"})
    @DisplayName("Only a command line without an answer of its own goes to the one that stays unread")
    void plainlyAskedFor(String line, boolean plainly) {
        assertThat(Background.isPlainlyAskedFor(List.of(line.split(" ")))).isEqualTo(plainly);
    }
}
