/**
 * {@code howdah bench compare} and {@code howdah bench guard}: several do the same work before the same PostgreSQL, turn by turn. Start
 * at {@link io.howdah.bench.compare.CompareCommand}; the turns are {@code Laps}, who takes part is {@code Contender}, what they measured
 * goes to {@code report}.
 */
package io.howdah.bench.compare;
