package io.howdah.config;

/** The two languages a configuration file may be written in. They differ in syntax and in a few defaults. */
public enum ConfigFormat {
    /** PgBouncer's own file, with PgBouncer's own defaults, so that it can be used unchanged. */
    INI,
    /** Howdah's file: sections, lists, units and environment substitution. */
    YAML
}
