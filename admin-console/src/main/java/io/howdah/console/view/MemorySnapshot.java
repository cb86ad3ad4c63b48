package io.howdah.console.view;

/**
 * One row of SHOW MEM: memory in items of one size.
 *
 * @param name the use of the memory
 * @param size bytes of an item
 * @param used items in use
 * @param free free items
 */
public record MemorySnapshot(String name, int size, long used, long free) {

    /** Total size in bytes. */
    public long total() {
        return (used + free) * size;
    }
}
