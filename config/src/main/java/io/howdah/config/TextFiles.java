package io.howdah.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds and reads text files, and words their errors. */
final class TextFiles {

    /** In bytes. Far beyond any real file, yet small enough to read and parse in the heap of a running pooler. */
    private static final int LARGEST = 32 << 20;

    private TextFiles() {
    }

    /**
     * Resolves a file name of a configuration file. {@code ~/} is the home directory. A relative name refers to the first
     * directory that has the file; if none has it, to the first directory.
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

    /** The whole text of a file; empty if it cannot be read, which adds a problem. */
    static Optional<String> read(Path file, Origin where, String key, ConfigProblems problems) {
        return read(file, false, where, key, problems);
    }

    /** As {@link #read}, for a file with names. Names need not be UTF-8: to PostgreSQL they are bytes. */
    static Optional<String> readNames(Path file, Origin where, String key, ConfigProblems problems) {
        return read(file, true, where, key, problems);
    }

    private static Optional<String> read(Path file, boolean anyBytes, Origin where, String key, ConfigProblems problems) {
        try {
            if (Files.isDirectory(file)) {
                problems.add(where, key, file + " is a directory", "a text file");
            } else if (Files.exists(file) && !Files.isRegularFile(file)) {
                // Reading a device may never end, and reading a pipe may wait for a writer for ever.
                problems.add(where, key, file + " is no regular file", "a text file");
            } else {
                byte[] bytes = atMost(LARGEST + 1, file);
                if (bytes.length <= LARGEST) {
                    return decode(bytes, anyBytes, file.toString(), where, key, problems);
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

    /** The file may grow during the read. */
    private static byte[] atMost(int bytes, Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(bytes);
        }
    }

    private static Optional<String> decode(
            byte[] bytes, boolean anyBytes, String file, Origin where, String key, ConfigProblems problems) {
        if (anyBytes) {
            return Optional.of(withoutByteOrderMark(escaped(bytes)));
        }
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return Optional.of(withoutByteOrderMark(text));
        } catch (CharacterCodingException malformed) {
            problems.add(where, key, file + " is not a UTF-8 text");
            return Optional.empty();
        }
    }

    /** A byte that is not UTF-8 becomes a lone low surrogate, as in names that clients send. */
    private static String escaped(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        for (CoderResult result = decoder.decode(in, out, true); result.isError(); result = decoder.decode(in, out, true)) {
            for (int i = 0; i < result.length(); i++) {
                out.put((char) (0xDC00 | in.get() & 0xff));
            }
        }
        return out.flip().toString();
    }

    private static String withoutByteOrderMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
}
