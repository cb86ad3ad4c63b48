package io.howdah.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/configuration.md agrees with the catalogue, and its examples load. */
class ConfigurationManualTest {

    private static final Path PAGE = Path.of("..", "docs", "configuration.md");
    private static final Pattern EXAMPLE = Pattern.compile("```(yaml|ini)\\n(.*?)```", Pattern.DOTALL);

    @Test
    void isTheOneGeneratedFromTheCatalogue() throws Exception {
        String generated = ConfigurationManual.text();
        if (Boolean.getBoolean("howdah.docs.write")) {
            Files.writeString(PAGE, generated);
        }
        assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
                .as("docs/configuration.md is out of date; write it anew with "
                        + "mvn -pl config test -Dhowdah.docs.write=true")
                .isEqualTo(generated);
    }

    @Test
    void itsExamplesLoadWithoutAWarning(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("userlist.txt"), "\"app\" \"secret\"\n");
        List<String> formats = new ArrayList<>();
        Matcher matcher = EXAMPLE.matcher(ConfigurationManual.text());
        while (matcher.find()) {
            ConfigFormat format = matcher.group(1).equals("ini") ? ConfigFormat.INI : ConfigFormat.YAML;
            assertThat(FormatDetector.detect(matcher.group(2))).isEqualTo(format);
            PoolerConfig config = ConfigLoader.load(matcher.group(2), format, directory,
                    Map.of("APP_PASSWORD", "secret"));
            assertThat(config.warnings()).as(matcher.group(2)).isEmpty();
            formats.add(matcher.group(1));
        }
        assertThat(formats).contains("yaml", "ini").hasSizeGreaterThanOrEqualTo(3);
    }
}
