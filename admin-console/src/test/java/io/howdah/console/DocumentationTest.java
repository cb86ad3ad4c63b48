package io.howdah.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.console.show.ShowTable;
import io.howdah.console.show.ShowTables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@code docs/console.md} and SHOW HELP name every command, and the page every column of Howdah's own tables. */
class DocumentationTest {

    private static final List<String> OWN = List.of("WAITING", "TRANSACTIONS", "PREPARED", "LOOPS", "POOLS_EXTENDED",
            "CACHE", "CACHE_STATEMENTS", "CACHE_RELATIONS");

    private static String page() throws Exception {
        return Files.readString(Path.of("../docs/console.md"));
    }

    @Test
    @DisplayName("Every SHOW is on the page, and of Howdah's own every column")
    void tables() throws Exception {
        String page = page();
        for (ShowTable<?> table : ShowTables.all()) {
            assertThat(page)
                    .contains(OWN.contains(table.name()) ? "### SHOW " + table.name() + ":" : "`SHOW " + table.name() + "`");
        }
        for (String own : OWN) {
            String section = page.substring(page.indexOf("### SHOW " + own + ":")).split("\n##", 2)[0];
            ShowTables.named(own).orElseThrow().columns()
                    .forEach(column -> assertThat(section).as("SHOW " + own).contains("`" + column.name() + "`"));
        }
    }

    @Test
    @DisplayName("SHOW HELP names every SHOW; every line of it that orders something is on the page")
    void commands() throws Exception {
        String page = page();
        assertThat(List.of(HelpText.TEXT.split("[\\s|]+"))).containsAll(ShowTables.all().stream().map(ShowTable::name).toList());
        for (String line : HelpText.TEXT.strip().split("\n\t*")) {
            String word = line.strip().split(" ")[0];
            assertThat(page).as(line).containsPattern("(?m)^\\|.*`" + word + "[ `]");
        }
        for (String order : List.of("CACHE EXPLAIN", "CACHE FLUSH", "CACHE BYPASS", "PAUSE CACHE", "RESUME CACHE")) {
            assertThat(HelpText.TEXT).contains("\t" + order);
            assertThat(page).as(order).containsPattern("(?m)^\\|.*`" + order + "[ `]");
        }
        for (String ending : List.of("WAIT_FOR_SERVERS", "WAIT_FOR_CLIENTS")) {
            assertThat(page).contains("`SHUTDOWN " + ending + "`");
        }
    }
}
