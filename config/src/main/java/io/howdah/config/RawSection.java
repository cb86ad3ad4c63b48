package io.howdah.config;

import java.util.Map;

/** One database, user or peer as it was written: its name, where it stands, and its keys. */
record RawSection(String name, Origin origin, Map<String, RawValue> values) {
}
