package io.howdah.proxy.cache;

import java.util.Collection;
import java.util.Optional;

/**
 * Other Howdahs, which have answers of their own from the same databases: what this one has to know of them, and they of this one.
 * Any thread may call.
 */
public interface Others {

    /** There is nobody else. */
    Others NOBODY = new Others() {

        @Override
        public boolean allowHits() {
            return true;
        }

        @Override
        public boolean know(Stamp table) {
            return true;
        }

        @Override
        public void keptUntil(Stamp table, long nanos) {
            // Nobody asks.
        }

        @Override
        public boolean mayCare(Stamp table) {
            return false;
        }

        @Override
        public void endShared(Collection<Stamp> tables) {
            // There are no answers but this Howdah's own.
        }

        @Override
        public void written(Collection<Stamp> tables, Runnable then) {
            then.run();
        }

        @Override
        public void order(String text) {
            // Nobody hears it.
        }

        @Override
        public String state() {
            return "";
        }

        @Override
        public int queue() {
            return 0;
        }
    };

    /** Whether answers in memory may be given now: the others ask before they acknowledge a write. */
    boolean allowHits();

    /** Whether the others know that answers from this table are kept here. If not, they are told. */
    boolean know(Stamp table);

    /** An answer from this table is kept until then. @param nanos System.nanoTime() */
    void keptUntil(Stamp table, long nanos);

    /** Whether the others may have answers that a write to this table changes. */
    boolean mayCare(Stamp table);

    /**
     * These tables have been written: no look-up that begins after this call finds an older answer in the {@link SecondLevel}. To be called
     * while the stamps of the tables are closed, or before they are touched. A look-up in between would bring an older answer into memory
     * that seems to be newer than the write.
     */
    void endShared(Collection<Stamp> tables);

    /**
     * These tables have been written, and the transaction has ended. Called after {@link #endShared}.
     *
     * @param then runs when the others give older answers no more, on any thread; at once if they give none now
     */
    void written(Collection<Stamp> tables, Runnable then);

    /** Has the others carry out an operator's order. */
    void order(String text);

    /**
     * The state of the connection to Redis, in a word: connected; waiting, if answers may not be given now although there is a connection;
     * disconnected; empty without a Redis.
     */
    String state();

    /** How many commands wait for Redis. */
    int queue();

    /** What has been counted of Redis; empty without a Redis. */
    default Optional<SecondLevelFigures> figures() {
        return Optional.empty();
    }
}
