package io.howdah.bench.conversations;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Frontend messages as bytes, well formed or not (manual, "Message Formats"). */
final class Messages {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    byte[] toBytes() {
        return bytes.toByteArray();
    }

    int size() {
        return bytes.size();
    }

    /** Adds a message of any type. A String in the body gets a NUL behind it; byte arrays stay unchanged. */
    Messages add(char type, Object... parts) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (Object part : parts) {
            if (part instanceof String text) {
                body.writeBytes(text.getBytes(StandardCharsets.UTF_8));
                body.write(0);
            } else {
                body.writeBytes((byte[]) part);
            }
        }
        bytes.write(type);
        bytes.writeBytes(int4(body.size() + 4));
        bytes.writeBytes(body.toByteArray());
        return this;
    }

    Messages query(String sql) {
        return add('Q', sql);
    }

    Messages parse(String name, String sql) {
        return add('P', name, sql, int2(0));
    }

    /** All values are in text format. */
    Messages bind(String portal, String statement, String... values) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(int2(values.length));
        for (String value : values) {
            byte[] text = value.getBytes(StandardCharsets.UTF_8);
            all.writeBytes(int4(text.length));
            all.writeBytes(text);
        }
        return add('B', portal, statement, int2(0), all.toByteArray(), int2(0));
    }

    Messages describe(char kind, String name) {
        return add('D', new byte[] {(byte) kind}, name);
    }

    Messages close(char kind, String name) {
        return add('C', new byte[] {(byte) kind}, name);
    }

    Messages execute(String portal, int maxRows) {
        return add('E', portal, int4(maxRows));
    }

    Messages copyData(String data) {
        return add('d', data.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] int2(int value) {
        return ByteBuffer.allocate(2).putShort((short) value).array();
    }

    static byte[] int4(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    /** A start-up packet of protocol 3.0. */
    static byte[] startup(String user, String database) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(int4(196_608));
        for (String word : new String[] {"user", user, "database", database, "application_name", "conversation"}) {
            body.writeBytes(word.getBytes(StandardCharsets.UTF_8));
            body.write(0);
        }
        body.write(0);
        return ByteBuffer.allocate(4 + body.size()).putInt(4 + body.size()).put(body.toByteArray()).array();
    }
}
