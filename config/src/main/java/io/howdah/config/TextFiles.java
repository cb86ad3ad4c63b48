package io.howdah.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds and reads text files, and words what can go wrong with them. */
final class TextFiles {

    /** Far beyond any real file, and small enough to hold, and to make something of, in the heap of a running pooler. */
    private static final int LARGEST = 32 << 20;

    private TextFiles() {
    }

    /**
     * A file name as written in a configuration file: {@code ~/} is the home directory; a relative name is looked for in
     * each of the directories, and belongs in the first where it is in none.
     */
    static Path resolve(String name, List<Path> directories, String home) {
        try {
            if (name.startsWith("~/") && !home.isEmpty()) {
                return Path.of(home, name.substring(2));
            }
            Path path = Path.of(name);
            return directories.stream().map(directory -> directory.resolve(path)).filter(Files::exists).findFirst()
                    .orElseGet(() -> directories.get(0).resolve(path));
        } catch (InvalidPathException impossible) {
            throw new InvalidValueException(ValueTypes.quoted(name) + " is no file name", "a file name");
        }
    }

    /** The whole text of a file; nothing when that is a problem, which then has been added. */
    static Optional<String> read(Path file, Origin where, String key, ConfigProblems problems) {
        try {
            if (Files.isDirectory(file)) {
                problems.add(where, key, file + " is a directory", "a text file");
            } else if (Files.exists(file) && !Files.isRegularFile(file)) {
                // A device may have no end, and a pipe nobody who writes.
                problems.add(where, key, file + " is no regular file", "a text file");
            } else {
                byte[] bytes = atMost(LARGEST + 1, file);
                if (bytes.length <= LARGEST) {
                    return decode(bytes, file.toString(), where, key, problems);
                }
                problems.add(where, key, file + " is too large", "at most " + (LARGEST >> 20) + " MB");
            }
        } catch (NoSuchFileException missing) {
            problems.add(where, key, file + " does not exist");
        } catch (AccessDeniedException denied) {
            problems.add(where, key, file + " may not be read by this user");
        } catch (IOException broken) {
            problems.add(where, key, file + " cannot be read: " + broken.getClass().getSimpleName());
        }
        return Optional.empty();
    }

    /** It may grow while it is read. */
    private static byte[] atMost(int bytes, Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(bytes);
        }
    }

    private static Optional<String> decode(
            byte[] bytes, String file, Origin where, String key, ConfigProblems problems) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return Optional.of(withoutByteOrderMark(text));
        } catch (CharacterCodingException malformed) {
            problems.add(where, key, file + " is not a UTF-8 text");
            return Optional.empty();
        }
    }

    private static String withoutByteOrderMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
}
