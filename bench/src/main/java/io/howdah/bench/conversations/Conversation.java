package io.howdah.bench.conversations;

/**
 * The messages of one client.
 *
 * @param seed makes the same conversation again
 * @param owner a number in every row that this conversation asks for or writes, and in no other conversation's rows
 * @param bytes the messages
 * @param end how the conversation ends
 * @param cut how many bytes a client sends before it leaves
 */
record Conversation(long seed, long owner, byte[] bytes, End end, int cut) {

    enum End {
        /** The client has its next conversation on the same connection. */
        STAYS,
        /** The client sends Terminate right behind its last message. */
        TERMINATES,
        /** The client closes its socket, anywhere in its messages. */
        LEAVES,
        /** The client resets its socket, anywhere in its messages. */
        RESETS,
        /** The client sends cancel requests in the middle. */
        CANCELS,
        /** The client terminates its own backend. */
        DIES
    }

    /** Whether PostgreSQL's answer is the only right answer: nothing in the conversation depends on the moment. */
    boolean isJudged() {
        return end == End.STAYS || end == End.TERMINATES;
    }

    /** The statement that ends a conversation. No other statement has its answer. */
    String marker() {
        return "SELECT 'end of " + owner + "'";
    }
}
