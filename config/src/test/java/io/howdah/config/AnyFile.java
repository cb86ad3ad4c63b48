package io.howdah.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What must hold for a configuration file with any content, for fuzz tests. */
final class AnyFile {

    private static final Map<String, String> ENVIRONMENT = Map.of("A", "1", "EMPTY", "", "HOME", "/nowhere/home");

    private AnyFile() {
    }

    /** The result is a configuration or a list of problems, each of one line. */
    static void check(byte[] bytes, ConfigFormat format) {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException notText) {
            assertThat(problems(written(bytes))).singleElement().asString().endsWith("is not a UTF-8 text");
            return;
        }
        PoolerConfig config;
        try {
            config = ConfigLoader.load(text, format, Configs.DIRECTORY, ENVIRONMENT);
        } catch (ConfigException refused) {
            assertThat(refused.problems().list()).isNotEmpty().allSatisfy(problem -> {
                assertThat(problem.toString().lines()).as("lines of a problem").hasSize(1);
                assertThat(problem.where().line()).isBetween(0, 1 + (int) text.chars().filter(c -> c == '\n' || c == '\r'
                        || c == 0x85 || c == 0x2028 || c == 0x2029).count());
            });
            return;
        }
        assertThat(EffectiveConfigPrinter.print(config)).isNotEmpty();
        ConfigDiff.between(config, config);
    }

    private static List<String> problems(Path file) {
        try {
            ConfigLoader.load(file, ENVIRONMENT);
            return List.of();
        } catch (ConfigException refused) {
            return refused.problems().list().stream().map(ConfigProblem::toString).toList();
        }
    }

    private static Path written(byte[] bytes) {
        try {
            Path file = Files.createTempFile("any", "");
            file.toFile().deleteOnExit();
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
