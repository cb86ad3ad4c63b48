package io.howdah.proxy.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs programs of the machine to their end, for a limited time. */
final class Program {

    private static final long SECONDS = 60;

    /** Exit status, and standard output and standard error in one text. */
    record Result(List<String> command, int status, String output) {

        Result orFail() {
            if (status != 0) {
                throw new AssertionError(command + " ended with " + status + ":\n" + output);
            }
            return this;
        }

        List<String> lines() {
            return output.lines().toList();
        }
    }

    private Program() {
    }

    static Optional<Path> find(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("") + File.pathSeparator + "/usr/sbin";
        return Stream.of(path.split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Skips the test if the program is not installed. */
    static void assume(String name) {
        assumeTrue(find(name).isPresent(), () -> name + " is not installed");
    }

    static Result run(String... command) {
        return run(Map.of(), "", command);
    }

    /** Runs a command with this text as its standard input. */
    static Result run(Map<String, String> environment, String input, String... command) {
        Path output = null;
        Path standardInput = null;
        try {
            // Files instead of pipes: no thread must read them, and a grandchild that lives on does not block the test.
            output = Files.createTempFile("howdah-output-", ".txt");
            standardInput = Files.createTempFile("howdah-input-", ".txt");
            Files.writeString(standardInput, input);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .redirectInput(standardInput.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError(List.of(command) + " did not end within " + SECONDS + " s:\n"
                        + Files.readString(output));
            }
            return new Result(List.of(command), process.exitValue(), Files.readString(output));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            delete(output);
            delete(standardInput);
        }
    }

    private static void delete(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
