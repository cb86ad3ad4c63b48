package io.howdah.proxy.cache;

import java.util.List;

/**
 * What a statement may write.
 *
 * @param tables the tables, if they are known
 * @param anything whether the statement may write any table
 * @param catalogs whether the statement may change the catalogs
 */
record Effect(List<Stamp> tables, boolean anything, boolean catalogs) {

    /** Nobody knows what the statement does. */
    static final Effect ANYTHING = new Effect(List.of(), true, true);
}
