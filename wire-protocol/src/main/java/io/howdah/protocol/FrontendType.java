package io.howdah.protocol;

import org.jspecify.annotations.Nullable;

/** Type bytes of the messages that a frontend sends; PostgreSQL's {@code PqMsg_*} of {@code protocol.h}. */
public final class FrontendType {

    public static final byte QUERY = 'Q';
    public static final byte PARSE = 'P';
    public static final byte BIND = 'B';
    public static final byte DESCRIBE = 'D';
    public static final byte EXECUTE = 'E';
    public static final byte CLOSE = 'C';
    public static final byte SYNC = 'S';
    public static final byte FLUSH = 'H';
    public static final byte TERMINATE = 'X';
    public static final byte FUNCTION_CALL = 'F';
    public static final byte COPY_DATA = 'd';
    public static final byte COPY_DONE = 'c';
    public static final byte COPY_FAIL = 'f';
    /**
     * The type of PasswordMessage, SASLInitialResponse, SASLResponse and GSSResponse; only the exchange under way tells which.
     */
    public static final byte PASSWORD = 'p';

    private FrontendType() {
    }

    /** Whether protocol 3 has a frontend message of this type. */
    public static boolean isKnown(byte type) {
        return known(type) != null;
    }

    /** The manual's name of the message, for logs; for an unknown type, the byte itself. */
    public static String name(byte type) {
        String name = known(type);
        return name != null ? name : "unknown frontend message " + TypeBytes.describe(type);
    }

    private static @Nullable String known(byte type) {
        return switch (type) {
            case QUERY -> "Query";
            case PARSE -> "Parse";
            case BIND -> "Bind";
            case DESCRIBE -> "Describe";
            case EXECUTE -> "Execute";
            case CLOSE -> "Close";
            case SYNC -> "Sync";
            case FLUSH -> "Flush";
            case TERMINATE -> "Terminate";
            case FUNCTION_CALL -> "FunctionCall";
            case COPY_DATA -> "CopyData";
            case COPY_DONE -> "CopyDone";
            case COPY_FAIL -> "CopyFail";
            case PASSWORD -> "PasswordMessage";
            default -> null;
        };
    }
}
