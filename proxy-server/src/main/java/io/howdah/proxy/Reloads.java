package io.howdah.proxy;

import io.howdah.config.ConfigDiff;
import io.howdah.config.ConfigException;
import io.howdah.config.ConfigSource;
import io.howdah.config.ConfigWarning;
import io.howdah.config.PoolerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts another configuration in force for SIGHUP, RELOAD and SET, and for nothing else. Any thread that may wait for files may
 * call.
 */
final class Reloads {

    private static final Logger LOG = LoggerFactory.getLogger(Reloads.class);

    private final Consumer<PoolerConfig> before;
    private final Consumer<PoolerConfig> apply;
    private ConfigSource source;

    /**
     * @param before may fail with an UncheckedIOException, and then nothing has changed
     * @param apply puts a configuration in force
     */
    Reloads(ConfigSource source, Consumer<PoolerConfig> before, Consumer<PoolerConfig> apply) {
        this.source = source;
        this.before = before;
        this.apply = apply;
    }

    /**
     * Reads the configuration again.
     *
     * @return the changes, one a line
     */
    synchronized List<String> reload() throws ConfigException {
        try {
            return take(source.readAgain());
        } catch (ConfigException e) {
            LOG.error(Logging.LINES, "bad configuration, the running one stays in force:\n{}", e.getMessage());
            throw e;
        }
    }

    /** Changes one setting until the next reload. */
    synchronized List<String> set(String key, String value) throws ConfigException {
        take(source.with(key, value));
        return List.of();
    }

    private List<String> take(ConfigSource next) {
        ConfigDiff diff = source.changesTo(next);
        before.accept(next.config());
        apply.accept(next.config());
        source = next;
        List<String> lines = new ArrayList<>(diff.changes().stream().map(ConfigDiff.Change::toString).toList());
        LOG.info("configuration in force: changed={}", diff.changed());
        if (!diff.needRestart().isEmpty()) {
            LOG.warn("these settings take effect at the next start: {}", diff.needRestart());
        }
        for (ConfigWarning warning : next.config().warnings()) {
            LOG.warn("{}", warning);
            lines.add(warning.toString());
        }
        return lines;
    }
}
