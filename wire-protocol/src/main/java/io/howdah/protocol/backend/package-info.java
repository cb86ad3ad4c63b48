/**
 * The messages that a backend sends, one small record each, named as in the manual, "Message Formats". Start at
 * {@link io.howdah.protocol.backend.BackendMessage}. Logins, the console, errors and tests use them; relayed traffic does not.
 * The package does not use {@code protocol.frontend}, nor the reverse.
 */
@NullMarked
package io.howdah.protocol.backend;

import org.jspecify.annotations.NullMarked;
