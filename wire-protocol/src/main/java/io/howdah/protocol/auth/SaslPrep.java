package io.howdah.protocol.auth;

import io.howdah.protocol.CStrings;
import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/**
 * RFC 4013 as PostgreSQL applies it ({@code pg_saslprep}), oddities included, for a password prepared in another way would be
 * another password. Pure ASCII stays as it is, control characters included. A password that SASLprep refuses is used unprepared,
 * as the callers of {@code pg_saslprep} do. Prohibited characters are checked before normalization, not after.
 */
final class SaslPrep {

    private static final int SPACE = 0x20;

    private SaslPrep() {
    }

    /** The password's bytes for hashing. */
    static byte[] prepare(String password) {
        String prepared = isAscii(password) ? password : prepareUnicode(password);
        return CStrings.bytes(prepared != null ? prepared : password);
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    /** The prepared text, or null if SASLprep refuses it. */
    private static @Nullable String prepareUnicode(String text) {
        StringBuilder mapped = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            // Spaces first, for U+200B is in both tables.
            if (SaslPrepTable.NON_ASCII_SPACE.contains(c)) {
                mapped.appendCodePoint(SPACE);
            } else if (!SaslPrepTable.MAPPED_TO_NOTHING.contains(c)) {
                mapped.appendCodePoint(c);
            }
        });
        if (mapped.length() == 0 || mapped.codePoints().anyMatch(SaslPrepTable.PROHIBITED::contains) || !bidiHolds(mapped)) {
            return null;
        }
        return Normalizer.normalize(mapped, Normalizer.Form.NFKC);
    }

    /**
     * RFC 3454, section 6: right-to-left text contains no left-to-right letter, and begins and ends with a right-to-left letter.
     */
    private static boolean bidiHolds(CharSequence text) {
        int[] codePoints = text.codePoints().toArray();
        boolean rightToLeft = false;
        boolean leftToRight = false;
        for (int c : codePoints) {
            rightToLeft |= SaslPrepTable.RAND_AL_CAT.contains(c);
            leftToRight |= SaslPrepTable.L_CAT.contains(c);
        }
        return !rightToLeft || !leftToRight && SaslPrepTable.RAND_AL_CAT.contains(codePoints[0])
                && SaslPrepTable.RAND_AL_CAT.contains(codePoints[codePoints.length - 1]);
    }
}
