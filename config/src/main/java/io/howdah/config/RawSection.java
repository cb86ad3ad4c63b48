package io.howdah.config;

import java.util.Map;

/** One database, user or peer as written: its name, its place in the file, and its keys. */
record RawSection(String name, Origin origin, Map<String, RawValue> values) {
}
