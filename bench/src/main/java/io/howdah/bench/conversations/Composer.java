package io.howdah.bench.conversations;

import java.util.Random;

/**
 * Makes conversations: correct ones as drivers have them, broken ones, and mixtures of both. Each statement names its
 * conversation's owner, so that a row tells its owner. Conversations leave out what depends on the moment: clocks, locks, other
 * clients' rows. They also leave out a Bind of an earlier batch's unnamed statement: if the server, after an error, skipped
 * another unnamed Parse, the pooler answers 26000.
 */
final class Composer {

    private static final String[] STATEMENTS = {"", "s0", "s1", "s2"};
    private static final String[] ZONES = {"Asia/Tokyo", "America/New_York", "UTC"};
    private static final String[] PORTALS = {"", "", "p0", "p1"};

    /** OID of pg_client_encoding, whose result is the same for every client. */
    private static final int PG_CLIENT_ENCODING = 810;

    private final Random random;
    private final long owner;
    private final Messages said = new Messages();
    private int rows;
    private boolean copies;
    private boolean unnamedParsed;
    private boolean unsynced;

    private Composer(long seed, long owner) {
        this.random = new Random(seed);
        this.owner = owner;
    }

    static Conversation compose(long seed, long owner) {
        return new Composer(seed, owner).compose(seed);
    }

    private Conversation compose(long seed) {
        int kind = random.nextInt(100);
        Conversation.End end = kind < 50 ? Conversation.End.STAYS : kind < 75 ? Conversation.End.TERMINATES
                : kind < 86 ? Conversation.End.LEAVES : kind < 93 ? Conversation.End.RESETS
                        : kind < 98 ? Conversation.End.CANCELS : Conversation.End.DIES;
        int turns = 1 + random.nextInt(5);
        for (int i = 0; i < turns; i++) {
            turn();
        }
        if (end == Conversation.End.DIES) {
            said.query("SELECT pg_terminate_backend(pg_backend_pid())");
        }
        byte[] bytes = said.toBytes();
        int cut = random.nextBoolean() ? bytes.length : random.nextInt(bytes.length + 1);
        return new Conversation(seed, owner, bytes, end, cut);
    }

    private void turn() {
        switch (random.nextInt(16)) {
            case 0, 1, 2 -> said.query(statement());
            case 3, 4, 5 -> batch();
            case 6, 7 -> copyIn();
            case 8 -> copyInExtended();
            case 9 -> {
                said.query("BEGIN");
                said.query(statement());
                said.query(random.nextBoolean() ? "COMMIT" : random.nextBoolean() ? "ROLLBACK" : statement());
            }
            case 10 -> {
                batch();
                batch();
                sync();
            }
            case 11 -> { // Messages left without a Sync.
                unsynced = true;
                said.parse(name(), random.nextBoolean() ? "SELEC" : parseable());
                said.query(statement());
            }
            case 12 -> {
                unsynced = true;
                said.execute(portal(), 0);
            }
            case 13 -> junk();
            default -> {
                int messages = 1 + random.nextInt(6);
                for (int i = 0; i < messages; i++) {
                    any();
                }
            }
        }
    }

    // ---- in the right order

    private void batch() {
        unsynced = true;
        String statement = name();
        if (statement.isEmpty() || random.nextInt(3) > 0) {
            if (!statement.isEmpty()) {
                said.close('S', statement);
            }
            said.parse(statement, parseable());
        }
        if (random.nextInt(3) == 0) {
            said.describe('S', statement);
        }
        String portal = portal();
        bind(portal, statement);
        if (random.nextInt(3) == 0) {
            said.describe('P', portal);
        }
        said.execute(portal, random.nextInt(4) == 0 ? 1 : 0);
        if (random.nextInt(8) > 0) {
            sync();
        }
    }

    private void copyIn() {
        said.query(copy());
        copyMessages();
    }

    private void copyInExtended() {
        unsynced = true;
        said.parse("", copy());
        said.bind("", "");
        said.execute("", 0);
        if (random.nextBoolean()) {
            sync(); // As libpq does.
        }
        copyMessages();
        sync();
    }

    private void copyMessages() {
        int messages = random.nextInt(4);
        for (int i = 0; i < messages; i++) {
            copyData();
            if (random.nextInt(6) == 0) {
                sync();
            }
            if (random.nextInt(12) == 0) {
                said.add('H');
            }
        }
        switch (random.nextInt(6)) {
            case 0 -> said.add('f', "given up by " + owner);
            case 1 -> {
                // The COPY does not end.
                for (int i = random.nextInt(3); i > 0; i--) {
                    sync();
                }
            }
            default -> said.add('c');
        }
    }

    private void copyData() {
        switch (random.nextInt(6)) {
            case 0 -> said.copyData("no number\tx\n");
            case 1 -> said.copyData(owner + "\thalf a line");
            case 2 -> said.copyData(row() + row());
            default -> said.copyData(row());
        }
    }

    private String row() {
        return owner + "\tcopied " + rows++ + "\n";
    }

    // ---- in any order

    private void any() {
        unsynced = true;
        switch (random.nextInt(18)) {
            case 0, 1 -> {
                unnamedParsed = false;
                said.query(statement());
            }
            case 2, 3 -> {
                String name = name();
                said.parse(name, parseable());
                unnamedParsed |= name.isEmpty();
            }
            case 4, 5 -> bind(portal(), used());
            case 6 -> {
                if (random.nextBoolean()) {
                    said.describe('S', used());
                } else {
                    said.describe('P', portal());
                }
            }
            case 7, 8 -> said.execute(portal(), random.nextInt(3));
            case 9 -> said.close(random.nextBoolean() ? 'S' : 'P', random.nextBoolean() ? name() : portal());
            case 10, 11, 12 -> sync();
            case 13 -> said.add('H');
            case 14 -> copyData();
            case 15 -> said.add(random.nextBoolean() ? 'c' : 'f', "of " + owner);
            case 16 -> said.add('F', Messages.int4(PG_CLIENT_ENCODING), Messages.int2(0), Messages.int2(random.nextInt(2)),
                    Messages.int2(0));
            default -> junk();
        }
    }

    private void junk() {
        unsynced = true;
        byte[] tail = new byte[1 + random.nextInt(3)];
        // During COPY, PostgreSQL ignores the bodies of Sync and Flush. Only the copied data decide whether the COPY has ended.
        switch (copies ? 3 + random.nextInt(9) : random.nextInt(12)) {
            case 0, 1 -> said.add('H', tail);
            case 2 -> said.add('S', tail);
            case 3 -> said.add('Q', statement(), tail);
            case 4 -> said.add('P', name(), parseable(), Messages.int2(3), tail);
            case 5 -> said.add('B', portal(), used(), tail);
            case 6 -> said.add('D', new byte[] {'Z'}, name());
            case 7 -> said.add('C', new byte[] {'Z'}, name());
            case 8 -> said.add('E', portal(), tail);
            case 9 -> said.add('C', new byte[] {'S'}, name(), tail);
            case 10 -> said.add('D');
            default -> {
                if (random.nextInt(4) == 0) {
                    said.add(random.nextBoolean() ? '!' : 'p', "x"); // Ends the connection.
                } else {
                    said.add('d');
                }
            }
        }
    }

    private void sync() {
        unnamedParsed = false;
        unsynced = false;
        said.add('S');
    }

    // ---- parts of messages

    private String name() {
        return STATEMENTS[random.nextInt(STATEMENTS.length)];
    }

    /** The name of a statement to bind or describe. */
    private String used() {
        String name = name();
        return name.isEmpty() && !unnamedParsed ? "s0" : name;
    }

    private String portal() {
        return PORTALS[random.nextInt(PORTALS.length)];
    }

    private void bind(String portal, String statement) {
        String[] values = new String[random.nextInt(6) == 0 ? random.nextInt(3) : 1];
        for (int i = 0; i < values.length; i++) {
            values[i] = "bound " + owner + " " + rows++;
        }
        said.bind(portal, statement, values);
    }

    /** A statement of the extended protocol, mostly with one parameter. */
    private String parseable() {
        return switch (random.nextInt(9)) {
            case 0, 1, 2 -> "SELECT " + owner + ", $1::text";
            case 3, 4 -> "INSERT INTO said VALUES (" + owner + ", $1)";
            case 5 -> "SELECT $1::text FROM generate_series(1, 3) -- of " + owner;
            case 6 -> "SELECT 1/0, " + owner + ", $1::text";
            case 7 -> "SELEC " + owner;
            default -> random.nextBoolean() ? "" : copy();
        };
    }

    private String statement() {
        return switch (random.nextInt(17)) {
            case 0, 1, 2 -> "SELECT " + owner + ", 'asked " + rows++ + "'";
            case 3, 4, 5 -> "INSERT INTO said VALUES (" + owner + ", 'inserted " + rows++ + "')";
            case 6 -> "SELECT 1/0, " + owner;
            case 7 -> "SELEC " + owner;
            case 8 -> "INSERT INTO said VALUES (" + owner + ", 'one of two " + rows + "'); SELECT " + owner + ", " + rows++;
            case 9 -> random.nextBoolean() ? "" : "-- of " + owner;
            case 10 -> random.nextBoolean() ? "BEGIN" : "COMMIT";
            case 11 -> "ROLLBACK";
            // In PostgreSQL 18, a Query behind messages without a Sync stays in their transaction. A RESET does not, because of
            // the statements that the pooler adds.
            case 12 -> unsynced ? "SHOW TimeZone" : state();
            case 13 -> "SHOW TimeZone";
            case 14 -> "SELECT current_setting('TimeZone'), " + owner;
            case 15 -> "COPY (SELECT " + owner + ", x FROM generate_series(1, 3) x) TO STDOUT";
            default -> "INSERT INTO said VALUES (" + owner + ", 'twice'), (" + owner + ", 'twice')";
        };
    }

    /** Sets reported session state, or takes session state away. */
    private String state() {
        return switch (random.nextInt(9)) {
            case 0, 1 -> "SET TimeZone TO '" + ZONES[random.nextInt(ZONES.length)] + "'";
            case 2 -> "SET LOCAL TimeZone TO '" + ZONES[random.nextInt(ZONES.length)] + "'";
            case 3 -> "RESET TimeZone";
            case 4 -> "RESET ALL";
            case 5 -> "SET TimeZone TO DEFAULT; SELECT " + owner;
            case 6 -> "DISCARD ALL";
            case 7 -> "DEALLOCATE " + STATEMENTS[1 + random.nextInt(3)];
            default -> "DEALLOCATE ALL";
        };
    }

    private String copy() {
        copies = true;
        return "COPY said FROM STDIN -- of " + owner;
    }
}
