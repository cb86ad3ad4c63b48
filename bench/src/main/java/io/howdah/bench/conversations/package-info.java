/**
 * {@code howdah bench conversations}: random conversations, right and wrong, of several clients over one server connection.
 * PostgreSQL judges each conversation. Start at {@link io.howdah.bench.conversations.ConversationsCommand}. {@code Composer}
 * makes a client's messages, {@code Talker} sends them and records the answers, and {@code ConversationRun} runs several clients
 * at once.
 */
@NullMarked
package io.howdah.bench.conversations;

import org.jspecify.annotations.NullMarked;
