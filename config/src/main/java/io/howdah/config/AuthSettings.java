package io.howdah.config;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * How clients log in. A database may override {@code user}, {@code query} and {@code dbname}.
 *
 * @param query looks up the secret of a client that {@code file} does not have; runs as {@code user}
 * @param dbname the database in which {@code query} runs; absent means the client's own
 * @param scramIterations rounds for secrets that the pooler makes
 * @param scramMaxIterations most rounds that a server may ask for
 */
public record AuthSettings(
        AuthType type,
        Optional<Path> file,
        Optional<Path> hbaFile,
        Optional<String> query,
        Optional<String> user,
        Optional<String> dbname,
        int scramIterations,
        int scramMaxIterations) {

    public AuthSettings {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(hbaFile, "hbaFile");
        Objects.requireNonNull(query, "query");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(dbname, "dbname");
    }
}
