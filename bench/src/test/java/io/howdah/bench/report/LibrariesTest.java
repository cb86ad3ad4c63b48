package io.howdah.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class LibrariesTest {

    @Test
    void theVersionIsTheOneOfTheJar() throws IOException {
        Properties jar = new Properties();
        try (InputStream in = getClass().getResourceAsStream("/META-INF/maven/com.zaxxer/HikariCP/pom.properties")) {
            jar.load(in);
        }
        assertThat(Libraries.version("hikaricp")).isEqualTo(jar.getProperty("version"));
        assertThatThrownBy(() -> Libraries.version("no such thing")).hasMessage("no such thing");
    }
}
