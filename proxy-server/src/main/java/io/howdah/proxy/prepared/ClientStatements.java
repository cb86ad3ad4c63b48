package io.howdah.proxy.prepared;

import io.howdah.protocol.FrontendType;
import io.howdah.protocol.backend.ErrorFields;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.hash.KeyedHash;
import io.howdah.proxy.parameters.ParameterSet;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One client's named statements. A look-up compares the bytes of a name where they lie in the buffer, so a Bind allocates no
 * object. The table uses open addressing and removes entries without tombstones (Knuth 6.4, algorithm R). A name may hold any
 * bytes.
 */
public final class ClientStatements {

    /** Bytes of the objects of one name, roughly. */
    private static final int OVERHEAD = 128;

    private Registration[] table = new Registration[0];
    private int size;
    private long bytes;
    private boolean released;

    /** A client's name for a statement. Also the booking of the requests that give the name, use it and take it away. */
    public static final class Registration implements Booking {
        private final ClientStatements owner;
        private final byte[] name;
        private PreparedStatement statement;
        private final @Nullable ParameterSet constants;
        private final int hash;
        private boolean told;
        private boolean portal;
        private boolean outdated;
        private boolean replaces;
        private boolean confirmed;
        private boolean failed;

        private Registration(ClientStatements owner, byte[] name, PreparedStatement statement,
                @Nullable ParameterSet constants) {
            this.constants = constants;
            this.owner = owner;
            this.name = name;
            this.statement = statement;
            this.hash = KeyedHash.of(name);
        }

        @Override
        public byte[] name() {
            return name;
        }

        @Override
        public PreparedStatement statement() {
            return statement;
        }

        /**
         * The name stood for another statement, whose Close is outstanding. If the server skips that Close and this Parse, the
         * name stands for the other statement again.
         */
        public void replacesAnother() {
            replaces = true;
        }

        @Override
        public void confirmed(ServerStatements on) {
            replaces = false;
            confirmed = true;
        }

        /** The settings by which PostgreSQL made constants of the text at the client's Parse; null if they are not known. */
        public @Nullable ParameterSet constants() {
            return constants;
        }

        /** The client shares the statement with nobody from now on. */
        public void standsAlone(PreparedStatement alone) {
            replaceBy(alone);
        }

        private void replaceBy(PreparedStatement other) {
            other.held();
            statement.letGo();
            statement = other;
        }

        /** Whether the server has answered the Parse. */
        public boolean isConfirmed() {
            return confirmed;
        }

        @Override
        public void parametersDescribed(ByteBuf in, int body, int length) {
            told = true;
        }

        @Override
        public void columnsDescribed(ByteBuf in, int body, ServerStatements on) {
            told = true;
        }

        @Override
        public void describedWithoutColumns(ServerStatements on) {
            told = true;
        }

        /** Whether the client has been told a shape and reads rows by it: rows of another shape must not come. */
        public boolean isTold() {
            return told;
        }

        /** The client has bound a named portal to this statement, and may send a Describe of this portal at any time. */
        public void hasPortal() {
            portal = true;
        }

        /** Whether the client may have been told a shape, for example by way of a portal. */
        public boolean mayBeTold() {
            return told || portal;
        }

        /** Whether the statement's shape has changed since the client was told: PostgreSQL reports 0A000. */
        public boolean isOutdated() {
            return outdated;
        }

        /** A server has prepared the statement for this client and has found another shape than other clients know. */
        public void turnedOut(PreparedStatement was, Shape shape) {
            if (statement != was) {
                return;
            }
            if (told) {
                outdated = true;
            } else {
                replaceBy(was.version(shape));
            }
        }

        @Override
        public void skipped(byte type, ServerStatements on) {
            if (type == FrontendType.PARSE) {
                on.remove(statement);
                failed = true; // The name has never stood for a statement.
                owner.remove(this);
            } else if (type == FrontendType.CLOSE) {
                restore();
            }
        }

        @Override
        public boolean unheard(byte type, ServerStatements on) {
            if (type == FrontendType.PARSE) {
                on.unknown(statement);
            }
            return false;
        }

        @Override
        public void planIsOutdated(ServerStatements on) {
            on.markStale(statement);
        }

        @Override
        public void outlivesDiscard(byte type, ServerStatements on) {
            if (type == FrontendType.PARSE) {
                on.add(statement);
                restore();
            } else if (type == FrontendType.CLOSE) {
                owner.remove(this); // The name is closed again before the next statement takes it.
            }
        }

        @Override
        public ErrorResponse reworded(ErrorResponse error) {
            String serverName = statement.toString();
            if (error.message() == null || !error.message().contains(serverName)) {
                return error;
            }
            Map<Character, String> fields = new LinkedHashMap<>(error.fields().fields());
            fields.put(ErrorFields.MESSAGE, error.message().replace(serverName, new String(name, StandardCharsets.UTF_8)));
            return new ErrorResponse(new ErrorFields(fields));
        }

        /** The name stands for its statement again, unless another statement has taken the name or the Parse has failed. */
        public void restore() {
            owner.restore(this);
        }

        /** Whether the name may still turn out to stand for the statement that it stood for before. */
        public boolean mayBeAnother() {
            return replaces;
        }
    }

    /** The registration of the name that lies at {@code index}, or null. */
    public @Nullable Registration find(ByteBuf buffer, int index, int length) {
        if (size == 0) {
            return null;
        }
        int mask = table.length - 1;
        for (int slot = KeyedHash.of(buffer, index, length) & mask; table[slot] != null; slot = (slot + 1) & mask) {
            if (matches(table[slot].name, buffer, index, length)) {
                return table[slot];
            }
        }
        return null;
    }

    /** The registration of the name, or null. */
    public @Nullable Registration find(byte[] name) {
        int slot = size == 0 ? -1 : slotOf(name, KeyedHash.of(name));
        return slot < 0 ? null : table[slot];
    }

    /** The registrations of all names. */
    public List<Registration> all() {
        List<Registration> all = new ArrayList<>(size);
        for (Registration registration : table) {
            if (registration != null) {
                all.add(registration);
            }
        }
        return all;
    }

    /** Registers a statement that the client does not share, under a name that is not in use. */
    public Registration add(byte[] name, PreparedStatement statement) {
        return add(name, statement, null);
    }

    /**
     * Registers a statement under a name that is not in use.
     *
     * @param constants the settings by which PostgreSQL makes constants of the text; null if they are not known
     */
    public Registration add(byte[] name, PreparedStatement statement, @Nullable ParameterSet constants) {
        Registration registration = new Registration(this, name, statement, constants);
        add(registration);
        return registration;
    }

    private void restore(Registration registration) {
        if (!released && !registration.failed && slotOf(registration.name, registration.hash) < 0) {
            add(registration);
        }
    }

    /** Removes this registration, if its name still stands for it. */
    public void remove(Registration registration) {
        int slot = slotOf(registration.name, registration.hash);
        if (slot < 0 || table[slot] != registration) {
            return;
        }
        int mask = table.length - 1;
        int hole = slot;
        for (int next = (hole + 1) & mask; table[next] != null; next = (next + 1) & mask) {
            int home = table[next].hash & mask;
            // The entry at next may move into the hole only if its home does not lie cyclically between hole and next.
            if (((next - home) & mask) >= ((next - hole) & mask)) {
                table[hole] = table[next];
                hole = next;
            }
        }
        table[hole] = null;
        size--;
        bytes -= bytesOf(registration);
        registration.statement.letGo();
    }

    /** Removes all registrations. */
    public void clear() {
        forEach(PreparedStatement::letGo);
        table = new Registration[0];
        size = 0;
        bytes = 0;
    }

    /** Removes all registrations for good: the client has left, and late answers must register no name. */
    public void release() {
        clear();
        released = true;
    }

    /** Bytes of all names and of their statements' texts, with an allowance for the objects. */
    public long bytes() {
        return bytes;
    }

    /** The value of {@link #bytes} after a name and a text of these lengths were added. */
    public long bytesWith(int nameLength, int textLength) {
        return bytes + OVERHEAD + nameLength + textLength;
    }

    private static long bytesOf(Registration registration) {
        return (long) OVERHEAD + registration.name.length + registration.statement.length();
    }

    /** Visits the statement of each name; a statement with several names is visited several times. */
    public void forEach(Consumer<PreparedStatement> to) {
        for (Registration registration : table) {
            if (registration != null) {
                to.accept(registration.statement);
            }
        }
    }

    /** How many names are registered. */
    public int size() {
        return size;
    }

    private void add(Registration registration) {
        if ((size + 1) * 2 > table.length) {
            Registration[] old = table;
            table = new Registration[Math.max(8, old.length * 2)];
            for (Registration entry : old) {
                if (entry != null) {
                    place(entry);
                }
            }
        }
        place(registration);
        size++;
        bytes += bytesOf(registration);
        registration.statement.held();
    }

    private void place(Registration registration) {
        int mask = table.length - 1;
        int slot = registration.hash & mask;
        while (table[slot] != null) {
            slot = (slot + 1) & mask;
        }
        table[slot] = registration;
    }

    private int slotOf(byte[] name, int hash) {
        if (size == 0) {
            return -1;
        }
        int mask = table.length - 1;
        for (int slot = hash & mask; table[slot] != null; slot = (slot + 1) & mask) {
            if (java.util.Arrays.equals(table[slot].name, name)) {
                return slot;
            }
        }
        return -1;
    }

    private static boolean matches(byte[] name, ByteBuf buffer, int index, int length) {
        if (name.length != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (name[i] != buffer.getByte(index + i)) {
                return false;
            }
        }
        return true;
    }
}
