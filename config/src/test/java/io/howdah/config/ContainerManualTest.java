package io.howdah.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/container.md names every variable that the dialects read. */
class ContainerManualTest {

    private static final Path SOURCES = Path.of("src", "main", "java", "io", "howdah", "config");
    private static final Pattern VARIABLE = Pattern
            .compile("\"((?:DB|DATABASE|POSTGRESQL|PG|CLIENT|POOL|ADMIN|STATS|HOWDAH)[A-Z]*(?:_[A-Z]+)*)\"");

    @Test
    void namesEveryVariable() throws Exception {
        String page = Files.readString(Path.of("..", "docs", "container.md"));
        Set<String> read = new TreeSet<>();
        for (EnvironmentDialect dialect : EnvironmentDialect.ALL) {
            Matcher names = VARIABLE.matcher(Files.readString(SOURCES.resolve(dialect.getClass().getSimpleName() + ".java")));
            while (names.find()) {
                read.add(names.group(1));
            }
        }
        Stream.of(EdoburuVariables.TELLING, EdoburuVariables.OTHER).flatMap(List::stream).map(key -> key.toUpperCase(Locale.ROOT))
                .forEach(read::add);
        BitnamiVariables.RENAMED.keySet().forEach(name -> read.add("PGBOUNCER_" + name));
        read.removeAll(ZalandoVariables.SETTINGS.keySet()); // They have a prefix.
        ZalandoVariables.SETTINGS.keySet().forEach(name -> read.add("CONNECTION_POOLER_" + name));
        read.removeAll(Set.of("DATABASE"));
        assertThat(read).hasSizeGreaterThan(100).allMatch(name -> page.contains("`" + name + "`"));
    }
}
