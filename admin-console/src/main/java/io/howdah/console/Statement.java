package io.howdah.console;

/**
 * One command in a text.
 *
 * @param position of the command in the text, in characters, counted from 1
 */
public record Statement(AdminCommand command, int position) {}
