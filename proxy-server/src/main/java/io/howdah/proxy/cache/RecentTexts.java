package io.howdah.proxy.cache;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The texts that one loop has read lately, and what they are. A text that differs from one of these only in the values of constants
 * has the same {@link StatementForm}, and is found without its form being read: an application sends the same few hundred texts
 * again and again. Used on the loop only.
 */
final class RecentTexts {

    /** Places for texts; a power of two. */
    private static final int PLACES = 256;

    /** Bytes of a text and its parameter types. A longer one is not kept. */
    private static final int LONGEST = 2 << 10;

    /** Bytes of a text that decide on its place. */
    private static final int HASHED = 256;

    /**
     * What a text is.
     *
     * @param known the statement; null unless PostgreSQL can tell what it does
     */
    record Meaning(StatementForm.Kind kind, @Nullable KnownStatement known) {}

    /** A text that has been read. Three numbers say of each constant where it begins and ends, and what it is. */
    private static final class Sample {
        private final Scope scope;
        private final byte[] bytes;
        private final int textLength;
        private final int[] constants;
        private final Meaning meaning;
        private boolean used;

        Sample(Scope scope, byte[] bytes, int textLength, int[] constants, Meaning meaning) {
            this.scope = scope;
            this.bytes = bytes;
            this.textLength = textLength;
            this.constants = constants;
            this.meaning = meaning;
        }

        /** Whether this text differs in nothing but constants, each of its mark, and has the same parameter types. */
        boolean matches(byte[] other, int otherTextLength, int otherLength) {
            int types = bytes.length - textLength;
            if (otherLength - otherTextLength != types
                    || types > 0 && !Arrays.equals(bytes, textLength, bytes.length, other, otherTextLength, otherLength)) {
                return false;
            }
            int here = 0;
            int there = 0;
            for (int i = 0; i < constants.length; i += 3) {
                int same = constants[i] - here;
                if (there + same >= otherTextLength || !Arrays.equals(bytes, here, here + same, other, there, there + same)) {
                    return false;
                }
                here = constants[i + 1];
                there = constantEnd(other, there + same, otherTextLength, (char) constants[i + 2]);
                if (there < 0) {
                    return false;
                }
            }
            // Behind each constant stands what ends it here. So it ends there too: none of both goes on.
            return textLength - here == otherTextLength - there
                    && Arrays.equals(bytes, here, textLength, other, there, otherTextLength);
        }

        /** Index behind the constant of this mark; -1 if there is none, or one that has to be read with care. */
        private static int constantEnd(byte[] in, int from, int to, char mark) {
            int at = from;
            if (mark == StatementForm.STRING) {
                if (in[at] != '\'') {
                    return -1;
                }
                at++;
                while (at < to && in[at] != '\'' && in[at] != '\\') {
                    at++;
                }
                return at < to && in[at] == '\'' ? at + 1 : -1;
            }
            while (at < to && (in[at] >= '0' && in[at] <= '9' || in[at] == '.')) {
                at++;
            }
            return at > from && in[from] != '.' && StatementForm.kindOfNumber(in, from, at) == mark ? at : -1;
        }
    }

    private final @Nullable Sample[] samples = new Sample[PLACES];
    private byte[] bytes = new byte[LONGEST];
    private byte[] spare = new byte[LONGEST];
    private int length = -1;
    private int textLength;
    private int place;
    private @Nullable Scope scope;
    /** What the last text is; null if nobody has said. */
    private @Nullable Meaning last;

    /**
     * What the text in {@code [from, to)} is, with the parameter types that lie between its NUL and {@code end}.
     *
     * @return null if the text has to be read: then {@link #keep} says what it is
     */
    @Nullable
    Meaning find(ByteBuf in, int from, int to, int end, Scope of) {
        int size = end - from;
        if (size > LONGEST) {
            length = -1;
            return null;
        }
        in.getBytes(from, spare, 0, size);
        if (last != null && scope == of && size == length && to - from == textLength
                && Arrays.equals(spare, 0, size, bytes, 0, size)) {
            return last; // A request that the cache does not answer is looked at again as it is sent.
        }
        byte[] read = spare;
        spare = bytes;
        bytes = read;
        length = size;
        textLength = to - from;
        scope = of;
        place = place(bytes, textLength, of);
        Sample sample = samples[place];
        last = null;
        if (sample != null && sample.scope == of && sample.matches(bytes, textLength, length)) {
            sample.used = true;
            last = sample.meaning;
        }
        return last;
    }

    /**
     * Texts that differ only in numbers, or strings without quotes in them, have one place. Clients could choose texts with one place, and
     * would have these texts read each time, as without the places.
     */
    private static int place(byte[] bytes, int length, Scope scope) {
        int hash = (int) scope.number();
        boolean inString = false;
        int end = Math.min(length, HASHED);
        for (int i = 0; i < end; i++) {
            byte b = bytes[i];
            if (b == '\'') {
                inString = !inString;
            } else if (!inString && b > '9') {
                hash = 31 * hash + b;
            }
        }
        return (hash ^ hash >>> 8 ^ hash >>> 16) & (PLACES - 1);
    }

    /** The text for which {@link #find} has found nothing is this. @param constants {@link StatementForm#constants} of a TELLABLE text */
    Meaning keep(StatementForm.Kind kind, @Nullable KnownStatement known, int[] constants) {
        Meaning meaning = new Meaning(kind, known);
        Scope of = scope;
        if (length < 0 || of == null) {
            return meaning;
        }
        last = meaning;
        Sample before = samples[place];
        if (before != null && before.used) {
            before.used = false; // A text that comes again and again gives its place only to another of this kind.
        } else {
            samples[place] = new Sample(of, Arrays.copyOf(bytes, length), textLength, constants, meaning);
        }
        return meaning;
    }
}
