package io.howdah.proxy.control;

import io.howdah.config.ConfigException;
import io.howdah.console.view.PoolerControl;
import java.util.List;

/** The orders that only the root package can carry out, for it holds the configuration's source and ends the pooler. */
public interface ProcessOrders {

    /**
     * Reads the configuration's files and puts the configuration in force.
     *
     * @return the changes, a line each
     * @throws ConfigException if the configuration cannot be used; nothing has changed then
     * @throws java.io.UncheckedIOException if a file that the configuration names cannot be written; nothing has changed then
     */
    List<String> reload() throws ConfigException;

    /** Changes one setting until the next reload. Returns and throws as {@link #reload}. */
    List<String> set(String key, String value) throws ConfigException;

    /** Begins the pooler's shutdown. */
    void shutdown(PoolerControl.Shutdown mode);

    /** Whether the pooler's shutdown has begun. */
    boolean isShuttingDown();
}
