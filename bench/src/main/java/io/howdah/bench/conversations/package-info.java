/**
 * {@code howdah bench conversations}: random conversations, right and wrong, of several clients over one server connection, with PostgreSQL
 * as the judge of each. Start at {@link io.howdah.bench.conversations.ConversationsCommand}; what a client says comes from {@code Composer},
 * what it hears is a transcript of {@code Talker}, and {@code ConversationRun} has several talk at once.
 */
package io.howdah.bench.conversations;
