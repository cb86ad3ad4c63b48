package io.howdah.proxy.cache.share;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * An answer as it stands in Redis: PostgreSQL's bytes behind a header that says which question they answer and which state of its
 * tables they show, and a checksum over both. What cannot be read, or is for another question, is no answer.
 *
 * @param address SHA-256 of the question
 * @param tokens of the tables, in the question's order
 * @param rows index of the first message behind the RowDescription; 0 if there is none
 * @param bytes PostgreSQL's messages; empty if they stand under a name of their own
 * @param elsewhere the last part of that name; empty if there is none
 */
record StoredAnswer(byte[] address, List<byte[]> tokens, int rows, byte[] bytes, byte[] elsewhere) {

    private static final int MAGIC = 0x48574131; // "HWA1"
    private static final int ADDRESS = 32;
    private static final int MOST_TOKENS = 10_000;

    /** The value for Redis. */
    byte[] write() {
        ByteArrayOutputStream value = new ByteArrayOutputStream(bytes.length + 100);
        try (DataOutputStream out = new DataOutputStream(value)) {
            out.writeInt(MAGIC);
            out.write(address);
            out.writeInt(tokens.size());
            for (byte[] token : tokens) {
                out.writeByte(token.length);
                out.write(token);
            }
            out.writeInt(rows);
            out.writeByte(elsewhere.length);
            out.write(elsewhere);
            out.writeInt(bytes.length);
            out.write(bytes);
            out.writeInt(checksum(value.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return value.toByteArray();
    }

    /** The answer in a value; empty if it is damaged, or foreign. */
    static Optional<StoredAnswer> read(byte[] value) {
        if (value.length < Integer.BYTES) {
            return Optional.empty();
        }
        byte[] body = Arrays.copyOf(value, value.length - Integer.BYTES);
        try (DataInputStream end = new DataInputStream(new ByteArrayInputStream(value, body.length, Integer.BYTES));
                DataInputStream in = new DataInputStream(new ByteArrayInputStream(body))) {
            if (end.readInt() != checksum(body) || in.readInt() != MAGIC) {
                return Optional.empty();
            }
            byte[] address = bytes(in, ADDRESS);
            int count = in.readInt();
            if (count < 0 || count > MOST_TOKENS) {
                return Optional.empty();
            }
            List<byte[]> tokens = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                tokens.add(bytes(in, in.readUnsignedByte()));
            }
            int rows = in.readInt();
            byte[] elsewhere = bytes(in, in.readUnsignedByte());
            byte[] answer = bytes(in, in.readInt());
            return rows < 0 || rows > answer.length && elsewhere.length == 0 || in.read() >= 0 ? Optional.empty()
                    : Optional.of(new StoredAnswer(address, tokens, rows, answer, elsewhere));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static byte[] bytes(DataInputStream in, int length) throws IOException {
        if (length < 0 || length > in.available()) {
            throw new IOException("a part of " + length + " bytes");
        }
        return in.readNBytes(length);
    }

    private static int checksum(byte[] of) {
        CRC32C sum = new CRC32C();
        sum.update(of);
        return (int) sum.getValue();
    }

    /** Whether the answer is for this question, and shows this state of the tables. */
    boolean isFor(byte[] question, List<byte[]> now) {
        if (!MessageDigest.isEqual(address, question) || tokens.size() != now.size()) {
            return false;
        }
        for (int i = 0; i < now.size(); i++) {
            if (!Arrays.equals(tokens.get(i), now.get(i))) {
                return false;
            }
        }
        return true;
    }
}
