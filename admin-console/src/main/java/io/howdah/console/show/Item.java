package io.howdah.console.show;

/** A row of the tables that hold a name and a value each. */
record Item<V>(String name, V value) {}
