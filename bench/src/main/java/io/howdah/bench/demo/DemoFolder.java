package io.howdah.bench.demo;

import io.howdah.bench.postgres.Folders;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The folder of one running demo: kept for the next one, or a temporary one when another demo is using the kept one.
 *
 * @param path where binaries, data and log go
 * @param kept whether the next demo finds them again
 */
record DemoFolder(Path path, boolean kept, FileChannel lock) implements AutoCloseable {

    /** Beside the jar, which the build wipes together; a temporary folder when there is no jar. */
    static Path standard() {
        try {
            Path jar = Path.of(DemoFolder.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (Files.isRegularFile(jar)) {
                return jar.resolveSibling("demo");
            }
        } catch (Exception unknown) {
            // Loaded in some other way than from a file.
        }
        return Path.of(System.getProperty("java.io.tmpdir"), "howdah-demo-" + System.getProperty("user.name"));
    }

    static DemoFolder hold(Path folder) throws IOException {
        Files.createDirectories(folder);
        FileChannel channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (lock(channel) != null) {
            return new DemoFolder(folder.toAbsolutePath(), true, channel);
        }
        channel.close();
        return new DemoFolder(Files.createTempDirectory("howdah-demo-"), false, null);
    }

    private static FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisJvm) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        if (kept) {
            lock.close();
        } else {
            Folders.delete(path);
        }
    }
}
