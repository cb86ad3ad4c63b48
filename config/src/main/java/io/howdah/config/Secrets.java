package io.howdah.config;

/** The one way a secret is ever shown. */
final class Secrets {

    static final String MASK = "***";

    private Secrets() {
    }
}
