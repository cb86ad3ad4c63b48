package io.howdah.bench.load.command;

import io.howdah.bench.load.login.Target;
import io.howdah.bench.load.login.TlsUse;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads {@code postgresql://user:password@host:port/database}. User and host are required; the other parts have libpq's defaults.
 */
final class TargetUrl implements ITypeConverter<Target> {

    private static final int POSTGRESQL_PORT = 5432;

    @Override
    public Target convert(String value) {
        URI uri;
        try {
            uri = new URI(value);
        } catch (URISyntaxException e) {
            throw refused("is no URL: " + e.getReason());
        }
        if (!"postgresql".equals(uri.getScheme()) && !"postgres".equals(uri.getScheme())) {
            throw refused("does not begin with postgresql://");
        }
        if (uri.getHost() == null || uri.getRawUserInfo() == null || uri.getRawUserInfo().isEmpty()) {
            throw refused("names no user or no host");
        }
        if (uri.getRawQuery() != null) {
            throw refused("has parameters, which are not taken; for TLS there is --tls");
        }
        String[] userAndPassword = uri.getRawUserInfo().split(":", 2);
        String user = decoded(userAndPassword[0]);
        String password = userAndPassword.length == 2 ? decoded(userAndPassword[1]) : "";
        String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceFirst("^/", "");
        String host = uri.getHost().replaceAll("^\\[|]$", "");
        try {
            return new Target(host, uri.getPort() == -1 ? POSTGRESQL_PORT : uri.getPort(), path.isEmpty() ? user : decoded(path),
                    user, password, TlsUse.OFF);
        } catch (IllegalArgumentException e) {
            throw refused(e.getMessage());
        }
    }

    private static String decoded(String part) {
        // A plus sign means a space only in form data.
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** The message leaves out the URL, which may hold a password. */
    private static TypeConversionException refused(@Nullable String reason) {
        return new TypeConversionException("the URL " + reason + " (expected: postgresql://user:password@host:port/database)");
    }
}
