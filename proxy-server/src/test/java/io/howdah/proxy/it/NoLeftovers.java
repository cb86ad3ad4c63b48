package io.howdah.proxy.it;

import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Ends what a test has left running in PostgreSQL: the next test, here or in another class, counts backends and would take it for its own.
 * Pools are not looked after here; a test that wants its pooler to close its servers says so itself.
 */
final class NoLeftovers implements AfterEachCallback {

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        for (PostgresVersion version : PostgresVersion.values()) {
            Optional<TestPostgres> server = version.started();
            if (server.isPresent()) {
                server.get().endLeftovers();
            }
        }
    }
}
