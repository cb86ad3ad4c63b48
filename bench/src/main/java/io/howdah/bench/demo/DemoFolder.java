package io.howdah.bench.demo;

import io.howdah.bench.postgres.Folders;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one running demo: a folder kept for the next demo, or a temporary folder if another demo uses the kept folder.
 *
 * @param path the folder for binaries, data and log
 * @param kept whether the next demo can use the folder again
 */
record DemoFolder(Path path, boolean kept, @Nullable FileChannel lock) implements AutoCloseable {

    /** A folder beside the jar, so that a clean build deletes both; a folder for temporary files if there is no jar. */
    static Path standard() {
        try {
            Path jar = Path.of(DemoFolder.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (Files.isRegularFile(jar)) {
                return jar.resolveSibling("demo");
            }
        } catch (Exception unknown) {
            // The classes come from no file.
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

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisJvm) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        if (lock != null) {
            lock.close();
        } else {
            Folders.delete(path);
        }
    }
}
