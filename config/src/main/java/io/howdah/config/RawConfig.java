package io.howdah.config;

import java.util.LinkedHashMap;
import java.util.Map;

/** What both file formats come down to before any value is understood. */
final class RawConfig {

    final Map<String, RawValue> globals = new LinkedHashMap<>();
    final Map<String, RawSection> databases = new LinkedHashMap<>();
    final Map<String, RawSection> users = new LinkedHashMap<>();
    final Map<String, RawSection> peers = new LinkedHashMap<>();
}
