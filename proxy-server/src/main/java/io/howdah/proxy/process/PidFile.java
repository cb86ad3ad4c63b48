package io.howdah.proxy.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file with this process's number, which keeps a second process from starting. The messages are PgBouncer's. */
public final class PidFile implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PidFile.class);

    private final Path file;

    private PidFile(Path file) {
        this.file = file;
    }

    /**
     * Writes the file.
     *
     * @throws UncheckedIOException if the file cannot be written, or a living process has written it
     */
    public static PidFile write(Path file) {
        try {
            removeStale(file);
            byte[] text = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
            Files.write(file, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            return new PidFile(file);
        } catch (FileAlreadyExistsException e) {
            throw inUse(file);
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException("could not open pidfile '" + file + "': " + reason(e), e));
        }
    }

    /** In bytes; longer than a number and a newline. */
    private static final int LONGEST = 64;

    private static void removeStale(Path file) throws IOException {
        String text;
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw inUse(file); // Reading a device may never end, and reading a pipe waits for a writer.
        }
        try (InputStream in = Files.newInputStream(file)) {
            text = new String(in.readNBytes(LONGEST), StandardCharsets.ISO_8859_1).strip();
        } catch (NoSuchFileException e) {
            return;
        }
        // In a container the process that left the file behind may have had this process's number.
        boolean stale = text.matches("[1-9][0-9]{0,17}")
                && (Long.parseLong(text) == ProcessHandle.current().pid() || ProcessHandle.of(Long.parseLong(text)).isEmpty());
        if (!stale) {
            throw inUse(file);
        }
        LOG.info("stale pidfile, removing");
        Files.deleteIfExists(file);
    }

    private static UncheckedIOException inUse(Path file) {
        return new UncheckedIOException(new IOException("pidfile '" + file + "' exists, another instance running?"));
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }

    /** Removes the file. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("could not remove pidfile '{}': {}", file, reason(e));
        }
    }
}
