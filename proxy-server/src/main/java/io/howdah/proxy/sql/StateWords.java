package io.howdah.proxy.sql;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds, in one pass over the bytes, the kinds of session state that a SQL text may touch even though its first word looks
 * harmless. It is a table-driven automaton that looks for a few words at once (Aho and Corasick), with one table look-up per byte
 * and no object. It does not know quotes and comments, so it says "perhaps" where the lexer would say "no", and never "no" where
 * the lexer would say "yes".
 *
 * <p>The scan of a text in several buffers is exact: the result of {@link #scan} goes into the next call.
 *
 * <pre>{@code
 * int scan = StateWords.START;
 * for (each piece) {
 *     scan = StateWords.scan(piece, from, to, scan);
 * }
 * int flags = StateWords.flags(scan);
 * }</pre>
 */
public final class StateWords {

    /**
     * The words, in lower case. {@code |} stands for a byte that cannot be part of an identifier, or for the text's beginning.
     * These boundaries exclude everyday words: "template", "attempt", "threshold".
     */
    private static final List<Word> WORDS = List.of(
            new Word("|set_config", "nfig", StateKind.SETTING | StateKind.ROLE),
            // pg_trgm: SetConfigOption from C.
            new Word("|set_limit", "t_li", StateKind.SETTING),
            // A view whose UPDATE rule calls set_config.
            new Word("|pg_settings", "g_se", StateKind.SETTING | StateKind.ROLE),
            // Not pg_advisory_unlock, and not pg_advisory_xact_lock.
            new Word("advisory_lock", "y_lo", StateKind.ADVISORY_LOCK),
            new Word("|temp|", "temp", StateKind.TEMPORARY),
            new Word("|temporary|", "temp", StateKind.TEMPORARY),
            new Word("|pg_temp", "temp", StateKind.TEMPORARY),
            new Word("|hold|", "hold", StateKind.HOLD_CURSOR),
            new Word("|listen|", "sten", StateKind.LISTEN),
            // DISCARD ALL does not restore the seed either, but this harms no other client.
            new Word("|setseed", "tsee", StateKind.UNKNOWN),
            // An identifier with Unicode escapes may spell any of these words.
            new Word("|u&\"", "&", StateKind.UNKNOWN),
            new Word("|lastval", "tval", StateKind.SEQUENCE_READ),
            new Word("|currval", "rrva", StateKind.SEQUENCE_READ),
            new Word("|nextval", "tval", StateKind.SEQUENCE_USED),
            new Word("|setval", "tval", StateKind.SEQUENCE_USED),
            new Word("|dblink_connect", "dbli", StateKind.LOADED),
            new Word("|pg_replication_origin_session_setup", "pg_r", StateKind.LOADED));

    private static final int FLAG_SHIFT = 16;
    private static final int STATE_MASK = (1 << FLAG_SHIFT) - 1;

    private static final WordFilter FILTER = new WordFilter(WORDS.stream().map(Word::rare).distinct().toList());

    /** Bytes that no word distinguishes share a class, so that the table stays in the cache. */
    private static final byte[] CLASS_OF = new byte[256];

    /** A row of classes for each state. An entry is the next row's index, and above it the flags of the words just found. */
    private static final int[] TABLE = new Builder().build();

    /** The state before the first byte of a text. */
    public static final int START = 0;

    private StateWords() {
    }

    /**
     * Scans {@code [from, to)}.
     *
     * @param scan {@link #START}, or the result for the piece before
     * @return the automaton's state, and the flags of everything found so far: see {@link #flags}
     */
    public static int scan(ByteBuf sql, int from, int to, int scan) {
        int[] table = TABLE;
        byte[] classOf = CLASS_OF;
        int found = scan;
        int state = scan & STATE_MASK;
        int at = from;
        // Eight bytes at a time, for a buffer's bounds check costs more than a step of the automaton.
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long word = sql.getLongLE(at);
            for (int i = 0; i < Long.BYTES; i++) {
                int step = table[state + classOf[(int) word & 0xff]];
                found |= step;
                state = step & STATE_MASK;
                word >>>= 8;
            }
        }
        for (; at < to; at++) {
            int step = table[state + classOf[sql.getByte(at) & 0xff]];
            found |= step;
            state = step & STATE_MASK;
        }
        return found & ~STATE_MASK | state;
    }

    /** {@link #flags} of the {@link #scan} of a whole text in {@code [from, to)}; faster if they are 0. */
    static int find(ByteBuf sql, int from, int to) {
        return FILTER.findsNothing(sql, from, to) ? StateKind.NONE : flags(scan(sql, from, to, START));
    }

    /** The kinds of state that the scanned text may touch, and {@link StateKind#SEMICOLON}. */
    public static int flags(int scan) {
        return scan >>> FLAG_SHIFT;
    }

    /** @param rare a piece of the word that is rare in ordinary SQL, four bytes or the ampersand: see {@link WordFilter} */
    private record Word(String pattern, String rare, int flags) {
        Word {
            if (!pattern.contains(rare)) {
                throw new IllegalArgumentException(pattern + " does not hold " + rare);
            }
        }
    }

    /**
     * Makes the table. A state is the set of all positions in all words to which the bytes so far may have led, and whether a
     * semicolon waits for a byte behind it. The builder finds the reachable sets from the beginning on.
     */
    private static final class Builder {

        private static final char BOUNDARY = '|';

        private final Map<Character, Integer> classes = new HashMap<>();
        private final List<Byte> samples = new ArrayList<>();
        private final int[] offsets = new int[WORDS.size()];
        private final int semicolonPending;

        private final Map<BitSet, Integer> numbers = new HashMap<>();
        private final List<BitSet> states = new ArrayList<>();

        Builder() {
            int places = 0;
            for (int i = 0; i < offsets.length; i++) {
                offsets[i] = places;
                places += WORDS.get(i).pattern().length();
            }
            semicolonPending = places;
        }

        int[] build() {
            classify();
            BitSet start = new BitSet();
            for (int i = 0; i < offsets.length; i++) {
                if (WORDS.get(i).pattern().charAt(0) == BOUNDARY) {
                    start.set(offsets[i] + 1);
                }
            }
            number(start);
            List<int[]> rows = new ArrayList<>();
            for (int i = 0; i < states.size(); i++) {
                int[] row = new int[samples.size()];
                for (int c = 0; c < row.length; c++) {
                    row[c] = step(states.get(i), samples.get(c));
                }
                rows.add(row);
            }
            int[] table = new int[rows.size() * samples.size()];
            if (table.length > STATE_MASK) {
                throw new IllegalStateException("too many words: " + table.length + " entries");
            }
            for (int i = 0; i < rows.size(); i++) {
                System.arraycopy(rows.get(i), 0, table, i * samples.size(), samples.size());
            }
            return table;
        }

        /**
         * One class for each byte that occurs in a word, and one class each for the other bytes of identifiers, blanks and the
         * rest.
         */
        private void classify() {
            for (int i = 0; i < CLASS_OF.length; i++) {
                byte folded = Lexical.fold((byte) i);
                boolean named = folded == ';' || WORDS.stream().anyMatch(word -> word.pattern().indexOf(folded) >= 0);
                char kind;
                if (named && folded != BOUNDARY) {
                    kind = (char) folded;
                } else if (Lexical.isIdentifierPart(folded)) {
                    kind = 'Z';
                } else {
                    // NUL ends a text in its message, so nothing follows a semicolon before it.
                    kind = Lexical.isBlank(folded) || folded == 0 ? ' ' : BOUNDARY;
                }
                Integer number = classes.get(kind);
                if (number == null) {
                    number = samples.size();
                    classes.put(kind, number);
                    samples.add(folded);
                }
                CLASS_OF[i] = number.byteValue();
            }
        }

        private int step(BitSet state, byte b) {
            BitSet next = new BitSet();
            int flags = 0;
            for (int i = 0; i < offsets.length; i++) {
                String pattern = WORDS.get(i).pattern();
                for (int place = 0; place < pattern.length(); place++) {
                    boolean here = place == 0 || state.get(offsets[i] + place);
                    if (here && matches(pattern.charAt(place), b)) {
                        if (place == pattern.length() - 1) {
                            flags |= WORDS.get(i).flags();
                        } else {
                            next.set(offsets[i] + place + 1);
                        }
                    }
                }
            }
            boolean blank = Lexical.isBlank(b) || b == 0 || b == ';';
            if (b == ';' || state.get(semicolonPending) && blank) {
                next.set(semicolonPending);
            } else if (state.get(semicolonPending)) {
                flags |= StateKind.SEMICOLON;
            }
            return flags << FLAG_SHIFT | number(next) * samples.size();
        }

        private static boolean matches(char wanted, byte b) {
            return wanted == BOUNDARY ? !Lexical.isIdentifierPart(b) : wanted == b;
        }

        private int number(BitSet state) {
            return numbers.computeIfAbsent(state, s -> {
                states.add(s);
                return states.size() - 1;
            });
        }
    }
}
