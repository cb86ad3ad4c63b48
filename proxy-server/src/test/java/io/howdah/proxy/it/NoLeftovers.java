package io.howdah.proxy.it;

import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Ends the queries that a test has left running in PostgreSQL. The next test, in this or another class, counts backends, and
 * would count them too. This class does not close pools: a test that needs its pooler's servers closed must close them.
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
