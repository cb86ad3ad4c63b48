package io.howdah.config;

import java.util.Collection;
import java.util.Optional;

/** "Did you mean ...?" for a mistyped name. */
final class Suggestions {

    /** Names further apart than this are not typing errors. */
    private static final int FARTHEST = 3;
    private static final int LONGEST_NAME = 64;

    private Suggestions() {
    }

    /** A message about an unknown name. */
    static String unknown(String what, String name, Collection<String> known) {
        return "unknown " + what
                + closest(name, known).map(near -> ", did you mean " + near + "?").orElse("");
    }

    /** The known name nearest to the given name, if it is near enough for a typing error. */
    static Optional<String> closest(String name, Collection<String> known) {
        if (name.length() > LONGEST_NAME) {
            return Optional.empty();
        }
        String best = null;
        int bestDistance = Math.min(FARTHEST, Math.max(1, name.length() / 3)) + 1;
        for (String candidate : known) {
            int distance = distance(name, candidate);
            if (distance < bestDistance) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    /** The number of insertions, deletions, replacements and swaps of neighbours that turn one name into the other. */
    private static int distance(String from, String to) {
        int[][] cost = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            cost[i][0] = i;
        }
        for (int j = 0; j <= to.length(); j++) {
            cost[0][j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            for (int j = 1; j <= to.length(); j++) {
                int replace = cost[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                cost[i][j] = Math.min(replace, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
                boolean swapped = i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1);
                if (swapped) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[from.length()][to.length()];
    }
}
