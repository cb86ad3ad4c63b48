/**
 * The messages a frontend sends, one small record each, named as in the manual, "Message Formats".
 * Begin with {@link io.howdah.protocol.frontend.FrontendMessage}; for login, the console, prepared statements and tests, not
 * for relayed traffic, and unknown to {@code protocol.backend}.
 */
package io.howdah.protocol.frontend;
