package io.howdah.proxy.cache.group;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes and reads {@link GroupMessage}s. What cannot be read is no message: anybody may write into a Redis. */
final class GroupCodec {

    private static final int MAGIC = 0x48574d31; // "HWM1"
    private static final int MOST = 100_000;

    private enum Kind { BEAT, CARES, TOUCH, TOUCHED, ORDER, BYE }

    private interface Part<T> {
        T read(DataInputStream in) throws IOException;
    }

    private GroupCodec() {
    }

    static byte[] write(GroupMessage message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            if (message instanceof GroupMessage.Beat beat) {
                begin(out, Kind.BEAT, beat);
                out.writeUTF(beat.name());
                out.writeLong(beat.number());
                out.writeLong(beat.touches());
                out.writeInt(beat.heard().size());
                for (GroupMessage.Heard heard : beat.heard()) {
                    out.writeLong(heard.of());
                    out.writeLong(heard.beat());
                    out.writeLong(heard.missed());
                    out.writeLong(heard.cares());
                    out.writeLong(heard.touches());
                }
            } else if (message instanceof GroupMessage.Cares cares) {
                begin(out, Kind.CARES, cares);
                out.writeLong(cares.version());
                out.writeBoolean(cares.whole());
                write(out, cares.tables());
            } else if (message instanceof GroupMessage.Touch touch) {
                begin(out, Kind.TOUCH, touch);
                out.writeLong(touch.number());
                write(out, touch.tables());
            } else if (message instanceof GroupMessage.Touched touched) {
                begin(out, Kind.TOUCHED, touched);
                out.writeLong(touched.of());
                out.writeLong(touched.number());
            } else if (message instanceof GroupMessage.Order order) {
                begin(out, Kind.ORDER, order);
                out.writeUTF(order.text());
            } else {
                begin(out, Kind.BYE, message);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void begin(DataOutputStream out, Kind kind, GroupMessage message) throws IOException {
        out.writeByte(kind.ordinal());
        out.writeLong(message.sender());
    }

    private static void write(DataOutputStream out, List<TableRef> tables) throws IOException {
        out.writeInt(tables.size());
        for (TableRef table : tables) {
            out.writeUTF(table.database());
            out.writeLong(table.oid());
        }
    }

    /** The message in these bytes; empty if they are none. */
    static Optional<GroupMessage> read(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readInt() != MAGIC) {
                return Optional.empty();
            }
            int kind = in.readUnsignedByte();
            if (kind >= Kind.values().length) {
                return Optional.empty();
            }
            GroupMessage message = read(Kind.values()[kind], in.readLong(), in);
            return in.read() < 0 ? Optional.of(message) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static GroupMessage read(Kind kind, long sender, DataInputStream in) throws IOException {
        return switch (kind) {
            case BEAT -> new GroupMessage.Beat(sender, in.readUTF(), in.readLong(), in.readLong(), list(in, GroupCodec::heard));
            case CARES -> new GroupMessage.Cares(sender, in.readLong(), in.readBoolean(), list(in, GroupCodec::table));
            case TOUCH -> new GroupMessage.Touch(sender, in.readLong(), list(in, GroupCodec::table));
            case TOUCHED -> new GroupMessage.Touched(sender, in.readLong(), in.readLong());
            case ORDER -> new GroupMessage.Order(sender, in.readUTF());
            case BYE -> new GroupMessage.Bye(sender);
        };
    }

    private static GroupMessage.Heard heard(DataInputStream in) throws IOException {
        return new GroupMessage.Heard(in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong());
    }

    private static TableRef table(DataInputStream in) throws IOException {
        return new TableRef(in.readUTF(), in.readLong());
    }

    private static <T> List<T> list(DataInputStream in, Part<T> part) throws IOException {
        int size = in.readInt();
        if (size < 0 || size > MOST) {
            throw new IOException("a list of " + size);
        }
        List<T> list = new ArrayList<>(Math.min(size, 1_000));
        for (int i = 0; i < size; i++) {
            list.add(part.read(in));
        }
        return list;
    }
}
