package io.howdah.bench.conversations;

/**
 * What one client says.
 *
 * @param seed makes the same conversation again
 * @param owner stands in every row it asks for or writes, and in nobody else's
 * @param bytes its messages
 * @param end how it ends
 * @param cut how many of the bytes are sent by a client that leaves
 */
record Conversation(long seed, long owner, byte[] bytes, End end, int cut) {

    enum End {
        /** It goes on to the next conversation on the same connection. */
        STAYS,
        /** Terminate, in the same flight as the rest. */
        TERMINATES,
        /** It closes its socket, anywhere. */
        LEAVES,
        /** It resets its socket, anywhere. */
        RESETS,
        /** It sends a cancel request somewhere in the middle. */
        CANCELS,
        /** It has its back end ended. */
        DIES
    }

    /** Whether PostgreSQL alone decides what the client hears: nothing depends on the moment. */
    boolean isJudged() {
        return end == End.STAYS || end == End.TERMINATES;
    }

    /** The statement that a client ends a conversation with, and whose answer nothing else gives. */
    String marker() {
        return "SELECT 'end of " + owner + "'";
    }
}
