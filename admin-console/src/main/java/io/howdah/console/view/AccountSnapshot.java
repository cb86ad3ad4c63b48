package io.howdah.console.view;

/**
 * Memory of one kind that the pooler holds for all clients together.
 *
 * @param kind name of the kind
 * @param held bytes
 * @param limit bytes
 */
public record AccountSnapshot(String kind, long held, long limit) {}
