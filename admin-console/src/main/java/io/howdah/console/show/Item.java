package io.howdah.console.show;

/** A row of a table with a name and a value. */
record Item<V>(String name, V value) {}
