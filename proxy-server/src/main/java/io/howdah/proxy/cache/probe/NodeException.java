package io.howdah.proxy.cache.probe;

/** A text is no query tree that this version of the pooler understands. */
final class NodeException extends Exception {

    private static final long serialVersionUID = 1;

    NodeException(String message) {
        super(message);
    }
}
