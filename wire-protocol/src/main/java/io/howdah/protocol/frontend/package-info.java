/**
 * The messages that a frontend sends, one small record each, named as in the manual, "Message Formats". Start at
 * {@link io.howdah.protocol.frontend.FrontendMessage}. Logins, the console, prepared statements and tests use them; relayed
 * traffic does not. The package does not use {@code protocol.backend}, nor the reverse.
 */
@NullMarked
package io.howdah.protocol.frontend;

import org.jspecify.annotations.NullMarked;
