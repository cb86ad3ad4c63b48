package io.howdah.config;

import static io.howdah.config.SettingKey.global;

import java.util.EnumSet;
import java.util.List;

/** Who is let in, and who may use the console. */
final class AuthKeys {

    static final SettingKey<AuthType> TYPE = global("auth_type", "auth.type",
            ValueTypes.refusing(ValueTypes.choice(AuthType.values(), AuthType::spelling),
                    EnumSet.of(AuthType.CERT, AuthType.HBA, AuthType.LDAP, AuthType.PAM),
                    "one of any, trust, plain, md5, scram-sha-256"),
            "md5", "How clients prove who they are: `scram-sha-256`, `md5` (SCRAM where the stored secret is one), "
                    + "`plain`, `trust` (no proof, known users only), `any` (no proof, any name). PgBouncer's `cert`, "
                    + "`hba`, `ldap` and `pam` are refused.").inYaml("scram-sha-256");
    static final SettingKey<String> FILE = global("auth_file", "auth.file", ValueTypes.filename(), "",
            "The user list: lines of `\"user\" \"secret\"`. Read again on reload.");
    static final SettingKey<Integer> SCRAM_ITERATIONS = global("scram_iterations", "auth.scram_iterations",
            ValueTypes.count(1, 10_000_000), "4096", "Rounds when a SCRAM secret is made from a plain password. At the default: as many as most "
                    + "stored secrets have, so that users cannot be told apart.");
    static final SettingKey<Integer> SCRAM_MAX_ITERATIONS = global("scram_max_iterations", "auth.scram_max_iterations",
            ValueTypes.count(4096, 10_000_000), "100000", "As many rounds a server may ask for when the pooler logs in to it by SCRAM; "
                    + "one that asks for more is refused before any is made. Not in PgBouncer.");
    static final SettingKey<String> USER = global("auth_user", "auth.user", ValueTypes.text(), "",
            "Who asks `auth_query` about users the `auth_file` does not know; empty means nobody does. Its own password must stand in "
                    + "the `auth_file` in plain text, unless the server lets it in without one.");
    static final SettingKey<String> QUERY = global("auth_query", "auth.query", ValueTypes.text(),
            "SELECT rolname, CASE WHEN rolvaliduntil < pg_catalog.now() THEN NULL ELSE rolpassword END "
                    + "FROM pg_catalog.pg_authid WHERE rolname=$1 AND rolcanlogin",
            "Asks the database for one user, `$1`: a row with its name and its secret, or none. It is asked at every login, so that "
                    + "what has been changed holds at once; logins of one user at the same moment share an answer.");
    static final SettingKey<String> DBNAME = global("auth_dbname", "auth.dbname", ValueTypes.text(), "",
            "The entry of the database in which `auth_query` is asked; empty means the client's own. The console's users can be "
                    + "looked up only where this is set.");
    static final SettingKey<String> HBA_FILE = global("auth_hba_file", "auth.hba_file", ValueTypes.filename(), "",
            "Rules in the manner of pg_hba.conf.").withoutEffect();
    static final SettingKey<String> IDENT_FILE = global("auth_ident_file", "auth.ident_file", ValueTypes.filename(),
            "", "Maps from outside names to users.").withoutEffect();
    static final SettingKey<String> LDAP_OPTIONS = global("auth_ldap_options", "auth.ldap_options",
            ValueTypes.text(), "", "How to reach the LDAP server.").keptSecret().withoutEffect();
    static final SettingKey<String> PAM_CONFDIR = global("auth_pam_confdir", "auth.pam_confdir",
            ValueTypes.filename(), "", "Where PAM is configured.").withoutEffect();

    static final SettingKey<List<String>> ADMIN_USERS = global("admin_users", "admin.users", ValueTypes.list(), "",
            "Who may do everything on the console; `*` for every user.");
    static final SettingKey<List<String>> STATS_USERS = global("stats_users", "admin.stats_users", ValueTypes.list(),
            "", "Who may look at statistics on the console; `*` for every user.");
    static final SettingKey<String> ADMIN_ADDRESS = global("admin_listen_addr", "admin.listen_addr",
            ValueTypes.text(), "", "Where the admin console listens on a port of its own; empty for nowhere: it is then "
                    + "reached by the database name `pgbouncer` alone. Not in PgBouncer.").inYaml("127.0.0.1").needsRestart();
    static final SettingKey<Integer> ADMIN_PORT = global("admin_listen_port", "admin.listen_port", ValueTypes.port(0),
            "6433", "Port of the admin console; 0 takes any free one. Not in PgBouncer.").needsRestart();

    static final List<SettingKey<?>> AUTH = List.of(TYPE, FILE, SCRAM_ITERATIONS, SCRAM_MAX_ITERATIONS, USER, QUERY, DBNAME, HBA_FILE,
            IDENT_FILE, LDAP_OPTIONS, PAM_CONFDIR);
    static final List<SettingKey<?>> ADMIN = List.of(ADMIN_USERS, STATS_USERS, ADMIN_ADDRESS, ADMIN_PORT);

    private AuthKeys() {
    }
}
