package io.howdah.proxy.cache;

import java.util.ArrayList;
import java.util.List;

/** Everything that an answer depends on: its tables, writes to tables that are not known, and the catalogs. */
final class Dependencies {

    private final Stamp[] stamps;

    Dependencies(Stamps of, List<Stamp> tables) {
        List<Stamp> all = new ArrayList<>(tables);
        all.add(of.everything());
        all.add(of.catalogs());
        stamps = all.toArray(Stamp[]::new);
    }

    /** Whether nobody writes to any of them. */
    boolean areQuiet() {
        for (Stamp stamp : stamps) {
            if (!stamp.isQuiet()) {
                return false;
            }
        }
        return true;
    }

    /** Whether nobody writes to any of them, or has since this moment of the {@link Clock}. */
    boolean areUnchangedSince(long moment) {
        for (Stamp stamp : stamps) {
            if (!stamp.isUnchangedSince(moment)) {
                return false;
            }
        }
        return true;
    }

    /** Whether one of them has been written since this moment, whoever writes now. */
    boolean haveChangedSince(long moment) {
        for (Stamp stamp : stamps) {
            if (stamp.lastWrite() > moment) {
                return true;
            }
        }
        return false;
    }
}
