package io.howdah.config;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * How clients are let in, for every database that says nothing else.
 *
 * @param query asked on behalf of {@code user} for the secret of a client the {@code file} does not know
 * @param dbname the database {@code query} is asked in; absent means the client's own
 * @param scramIterations of secrets made here
 * @param scramMaxIterations of those a server has
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
