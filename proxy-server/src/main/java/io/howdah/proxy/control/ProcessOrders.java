package io.howdah.proxy.control;

import io.howdah.config.ConfigException;
import io.howdah.console.view.PoolerControl;
import java.util.List;

/** What only the root can do for an operator: it holds the configuration's source and the pooler's end. */
public interface ProcessOrders {

    /**
     * Puts the configuration in force as it is written now. Reads files.
     *
     * @return what has changed, a line each
     * @throws ConfigException where it cannot be used; nothing has changed then
     * @throws java.io.UncheckedIOException where a file it names cannot be written; nothing has changed then
     */
    List<String> reload() throws ConfigException;

    /** Changes one setting until the next reload; as {@link #reload}. */
    List<String> set(String key, String value) throws ConfigException;

    /** Begins the pooler's end. */
    void shutdown(PoolerControl.Shutdown mode);

    /** Whether that has begun. */
    boolean isShuttingDown();
}
