package io.howdah.config;

/** How every output shows a secret. */
final class Secrets {

    static final String MASK = "***";

    private Secrets() {
    }
}
