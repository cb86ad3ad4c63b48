/**
 * The messages a backend sends, one small record each, named as in the manual, "Message Formats".
 * Begin with {@link io.howdah.protocol.backend.BackendMessage}; for login, the console, errors and tests, not for relayed
 * traffic, and unknown to {@code protocol.frontend}.
 */
package io.howdah.protocol.backend;
