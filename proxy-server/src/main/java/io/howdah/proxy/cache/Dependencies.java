package io.howdah.proxy.cache;

import io.howdah.proxy.cache.group.TableRef;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Everything that an answer depends on: its tables, writes to tables that are not known, and the catalogs. */
final class Dependencies {

    private final List<Stamp> tables;
    private final Stamp[] stamps;

    Dependencies(Stamps of, List<Stamp> tables) {
        this.tables = List.copyOf(tables);
        List<Stamp> all = new ArrayList<>(tables);
        all.add(of.everything());
        all.add(of.catalogs());
        stamps = all.toArray(Stamp[]::new);
    }

    /** Their names at all Howdahs. */
    List<TableRef> refs() {
        return Arrays.stream(stamps).map(Stamp::ref).toList();
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

    /** Whether other Howdahs know that answers from these tables are kept here. */
    boolean areKnownTo(Others others) {
        boolean known = true;
        for (Stamp table : tables) {
            known &= others.know(table);
        }
        return known;
    }

    /** An answer is kept until then. */
    void keptUntil(Others others, long nanos) {
        tables.forEach(table -> others.keptUntil(table, nanos));
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
