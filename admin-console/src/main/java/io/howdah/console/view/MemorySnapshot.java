package io.howdah.console.view;

/**
 * One row of SHOW MEM: memory that is handed out in items of one size.
 *
 * @param name what it is for
 * @param size bytes an item
 * @param used items in use
 * @param free items at hand
 */
public record MemorySnapshot(String name, int size, long used, long free) {

    /** Bytes in all. */
    public long total() {
        return (used + free) * size;
    }
}
