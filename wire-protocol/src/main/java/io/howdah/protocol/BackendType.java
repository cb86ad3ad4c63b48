package io.howdah.protocol;

import org.jspecify.annotations.Nullable;

/** Type bytes of the messages that a backend sends; PostgreSQL's {@code PqMsg_*} of {@code protocol.h}. */
public final class BackendType {

    public static final byte AUTHENTICATION = 'R';
    public static final byte PARAMETER_STATUS = 'S';
    public static final byte BACKEND_KEY_DATA = 'K';
    public static final byte READY_FOR_QUERY = 'Z';
    public static final byte ERROR_RESPONSE = 'E';
    public static final byte NOTICE_RESPONSE = 'N';
    public static final byte NOTIFICATION_RESPONSE = 'A';
    public static final byte COMMAND_COMPLETE = 'C';
    public static final byte EMPTY_QUERY_RESPONSE = 'I';
    public static final byte PORTAL_SUSPENDED = 's';
    public static final byte PARSE_COMPLETE = '1';
    public static final byte BIND_COMPLETE = '2';
    public static final byte CLOSE_COMPLETE = '3';
    public static final byte NO_DATA = 'n';
    public static final byte ROW_DESCRIPTION = 'T';
    public static final byte PARAMETER_DESCRIPTION = 't';
    public static final byte DATA_ROW = 'D';
    public static final byte COPY_IN_RESPONSE = 'G';
    public static final byte COPY_OUT_RESPONSE = 'H';
    public static final byte COPY_BOTH_RESPONSE = 'W';
    public static final byte COPY_DATA = 'd';
    public static final byte COPY_DONE = 'c';
    public static final byte FUNCTION_CALL_RESPONSE = 'V';
    public static final byte NEGOTIATE_PROTOCOL_VERSION = 'v';

    private BackendType() {
    }

    /** Whether protocol 3 has a backend message of this type. */
    public static boolean isKnown(byte type) {
        return known(type) != null;
    }

    /** The manual's name of the message, for logs; for an unknown type, the byte itself. */
    public static String name(byte type) {
        String name = known(type);
        return name != null ? name : "unknown backend message " + TypeBytes.describe(type);
    }

    /** Whether a message of this type has no body. */
    public static boolean isBare(byte type) {
        return switch (type) {
            case PARSE_COMPLETE, BIND_COMPLETE, CLOSE_COMPLETE, NO_DATA, EMPTY_QUERY_RESPONSE, PORTAL_SUSPENDED, COPY_DONE ->
                true;
            default -> false;
        };
    }

    private static @Nullable String known(byte type) {
        return switch (type) {
            case AUTHENTICATION -> "Authentication";
            case PARAMETER_STATUS -> "ParameterStatus";
            case BACKEND_KEY_DATA -> "BackendKeyData";
            case READY_FOR_QUERY -> "ReadyForQuery";
            case ERROR_RESPONSE -> "ErrorResponse";
            case NOTICE_RESPONSE -> "NoticeResponse";
            case NOTIFICATION_RESPONSE -> "NotificationResponse";
            case COMMAND_COMPLETE -> "CommandComplete";
            case EMPTY_QUERY_RESPONSE -> "EmptyQueryResponse";
            case PORTAL_SUSPENDED -> "PortalSuspended";
            case PARSE_COMPLETE -> "ParseComplete";
            case BIND_COMPLETE -> "BindComplete";
            case CLOSE_COMPLETE -> "CloseComplete";
            case NO_DATA -> "NoData";
            case ROW_DESCRIPTION -> "RowDescription";
            case PARAMETER_DESCRIPTION -> "ParameterDescription";
            case DATA_ROW -> "DataRow";
            case COPY_IN_RESPONSE -> "CopyInResponse";
            case COPY_OUT_RESPONSE -> "CopyOutResponse";
            case COPY_BOTH_RESPONSE -> "CopyBothResponse";
            case COPY_DATA -> "CopyData";
            case COPY_DONE -> "CopyDone";
            case FUNCTION_CALL_RESPONSE -> "FunctionCallResponse";
            case NEGOTIATE_PROTOCOL_VERSION -> "NegotiateProtocolVersion";
            default -> null;
        };
    }
}
