package io.howdah.protocol;

/** The status byte of ReadyForQuery. */
public enum TransactionStatus {

    /** Not in a transaction block. */
    IDLE('I'),
    /** In a transaction block. */
    IN_TRANSACTION('T'),
    /** In a failed transaction block: the server refuses every statement but the end of the block. */
    FAILED('E');

    private final byte code;

    TransactionStatus(char code) {
        this.code = (byte) code;
    }

    /** The status byte. */
    public byte code() {
        return code;
    }

    /** @throws ProtocolViolationException for any byte but I, T and E */
    public static TransactionStatus of(byte code) {
        return switch (code) {
            case 'I' -> IDLE;
            case 'T' -> IN_TRANSACTION;
            case 'E' -> FAILED;
            default -> throw new ProtocolViolationException(
                    "invalid transaction status " + TypeBytes.describe(code) + " (expected: 'I', 'T' or 'E')");
        };
    }
}
