package io.howdah.config;

/** The two formats of a configuration file. They differ in syntax and in a few defaults. */
public enum ConfigFormat {
    /** PgBouncer's file with PgBouncer's defaults: an existing file works unchanged. */
    INI,
    /** Howdah's file: sections, lists, units and environment substitution. */
    YAML
}
