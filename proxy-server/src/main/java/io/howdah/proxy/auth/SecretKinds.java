package io.howdah.proxy.auth;

import io.howdah.protocol.auth.ScramSecret;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the kinds of the secrets of a server's users, and their shares, for {@link Strangers}. It reads no secret, only the kind,
 * the number of iterations and the length of the salt.
 */
final class SecretKinds {

    /** One model for each hundredth of the users, and one for each kind. */
    private static final int MODELS = 100;

    private static final int SALT_LENGTH = 16;

    private static final String MD5 = "md5" + "0".repeat(32);

    private SecretKinds() {
    }

    /**
     * Model users with the server's kinds of secrets. If auth_user may not read the catalog, one model of the kind that
     * password_encryption gives to new passwords.
     */
    static List<LoginUser> of(Connection connection, String database) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            String usual;
            boolean mayRead;
            try (ResultSet row = statement.executeQuery("SELECT pg_catalog.current_setting('password_encryption'),"
                    + " pg_catalog.has_table_privilege('pg_catalog.pg_authid', 'SELECT')")) {
                row.next();
                usual = row.getString(1);
                mayRead = row.getBoolean(2);
            }
            List<LoginUser> models = mayRead ? counted(statement, database) : List.of();
            return models.isEmpty() ? List.of(model(database,
                    usual.equals("scram-sha-256") ? "SCRAM-SHA-256$" + ScramSecret.DEFAULT_ITERATIONS : "md5", SALT_LENGTH))
                    : models;
        }
    }

    private static List<LoginUser> counted(Statement statement, String database) throws SQLException {
        List<LoginUser> models = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery("SELECT kind, salt, pg_catalog.ceil(" + MODELS
                + " * count(*) / sum(count(*)) OVER ()) FROM"
                + " (SELECT CASE WHEN rolpassword LIKE 'md5%' THEN 'md5' ELSE pg_catalog.split_part(rolpassword, ':', 1) END AS kind, CASE WHEN"
                + " rolpassword LIKE 'md5%' THEN 0 ELSE pg_catalog.octet_length(pg_catalog.decode(pg_catalog.split_part(pg_catalog.split_part("
                + "rolpassword, ':', 2), '$', 1), 'base64')) END AS salt FROM pg_catalog.pg_authid"
                + " WHERE rolcanlogin AND (rolpassword LIKE 'md5%' OR rolpassword LIKE 'SCRAM-SHA-256$%')) kinds"
                + " GROUP BY kind, salt ORDER BY kind, salt")) {
            while (rows.next()) {
                for (int i = rows.getInt(3); i > 0; i--) {
                    models.add(model(database, rows.getString(1), rows.getInt(2)));
                }
            }
        }
        return models;
    }

    private static LoginUser model(String database, String kind, int saltLength) {
        String secret = kind.equals("md5") ? MD5
                : new ScramSecret(Integer.parseInt(kind.substring(kind.indexOf('$') + 1)), new byte[saltLength], new byte[32],
                        new byte[32]).encode();
        return new LoginUser(database, kind, true, Optional.of(secret));
    }
}
