package io.howdah.console.view;

/**
 * Memory of one kind that is held for all clients together.
 *
 * @param kind what for
 * @param held bytes
 * @param limit bytes there may be
 */
public record AccountSnapshot(String kind, long held, long limit) {}
