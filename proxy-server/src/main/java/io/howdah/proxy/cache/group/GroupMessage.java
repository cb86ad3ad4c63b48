package io.howdah.proxy.cache.group;

import java.util.List;

/**
 * What the Howdahs of a group say to each other. Messages of one sender arrive in their order. Some may be lost when a connection
 * to Redis breaks.
 */
sealed interface GroupMessage {

    /** A number that one process has chosen at random. */
    long sender();

    /**
     * The sender lives. Sent about every {@link Timing#BEAT} milliseconds.
     *
     * @param name of the sender, for people
     * @param number of this beat, growing
     * @param touches how many {@link Touch}es the sender has sent
     * @param heard what the sender has heard of each other Howdah
     */
    record Beat(long sender, String name, long number, long touches, List<Heard> heard) implements GroupMessage {}

    /**
     * What somebody has heard of another Howdah.
     *
     * @param of the other Howdah
     * @param beat the beat that is confirmed: from the moment at which the other has sent that beat, the other may rely for {@link
     *     Timing#LEASE} milliseconds on being asked before a write is acknowledged; -1 if there is none
     * @param missed another number than before if a write has been acknowledged without that: the other must drop all answers
     * @param cares the number of the last announcement that has been heard, -1 if there is none
     * @param touches the number of the last Touch that has been carried out
     */
    record Heard(long of, long beat, long missed, long cares, long touches) {}

    /** The sender may keep answers from these tables from now on. @param whole whether the announcement replaces all earlier ones */
    record Cares(long sender, long version, boolean whole, List<TableRef> tables) implements GroupMessage {}

    /** These tables have been written. Who hears it drops its answers from them and then says {@link Touched}. */
    record Touch(long sender, long number, List<TableRef> tables) implements GroupMessage {}

    /** All touches of {@code of} up to this number have been carried out. */
    record Touched(long sender, long of, long number) implements GroupMessage {}

    /** An operator's order for all Howdahs. */
    record Order(long sender, String text) implements GroupMessage {}

    /** The sender writes no more, and serves no more. */
    record Bye(long sender) implements GroupMessage {}
}
