package io.howdah.config;

import java.util.LinkedHashMap;
import java.util.Map;

/** The common form of both file formats, with values as written. */
final class RawConfig {

    final Map<String, RawValue> globals = new LinkedHashMap<>();
    /** The lines of the cache's rules in a YAML file, by the setting's key and the rule's name. */
    final Map<String, Map<String, Origin>> ruleLines = new LinkedHashMap<>();
    final Map<String, RawSection> databases = new LinkedHashMap<>();
    final Map<String, RawSection> users = new LinkedHashMap<>();
    final Map<String, RawSection> peers = new LinkedHashMap<>();
}
