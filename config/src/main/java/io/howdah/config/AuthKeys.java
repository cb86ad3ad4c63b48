package io.howdah.config;

import static io.howdah.config.SettingKey.global;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;

/** Settings for logins and for the rights on the console. */
final class AuthKeys {

    static final SettingKey<AuthType> TYPE = global("auth_type", "auth.type",
            ValueTypes.refusing(ValueTypes.choice(AuthType.values(), AuthType::spelling),
                    EnumSet.of(AuthType.PAM, AuthType.PEER, AuthType.REJECT),
                    "one of any, trust, plain, md5, scram-sha-256, cert, ldap, oauth, hba"),
            "md5", "How clients prove who they are: `scram-sha-256`, `md5` (SCRAM if the stored secret is a SCRAM secret), "
                    + "`plain`, `trust` (no proof, known users only), `any` (no proof, any name), `cert` (a TLS client certificate "
                    + "whose common name is the user's), `ldap` (a password that an LDAP server knows, see `auth_ldap_options`), "
                    + "`oauth` (a bearer token, see `oauth_issuer`), `hba` (as `auth_hba_file` says). Howdah refuses PgBouncer's "
                    + "`pam`.")
            .inYaml("scram-sha-256");
    static final SettingKey<String> FILE = global("auth_file", "auth.file", ValueTypes.filename(), "",
            "The user list, with lines of `\"user\" \"secret\"`. A reload reads it again.");
    static final SettingKey<Integer> SCRAM_ITERATIONS = global("scram_iterations", "auth.scram_iterations",
            ValueTypes.count(1, 10_000_000), "4096", "Rounds for a SCRAM secret made from a plain password. At the "
                    + "default the pooler uses the number in most stored secrets, so that nobody can tell users apart.");
    static final SettingKey<Integer> SCRAM_MAX_ITERATIONS = global("scram_max_iterations", "auth.scram_max_iterations",
            ValueTypes.count(4096, 10_000_000), "100000", "Most rounds that a server may ask for when the pooler logs in by "
                    + "SCRAM. If a server asks for more, the pooler makes no round and the login fails. Not in PgBouncer.");
    static final SettingKey<Boolean> CLEARTEXT = global("server_cleartext_password", "auth.server_cleartext_password",
            ValueTypes.flag(), "0",
            "Whether a server that asks for a password in clear text gets it over a connection without TLS. "
                    + "Over TLS and over unix sockets it always gets it. Not in PgBouncer, which sends it.");
    static final SettingKey<String> USER = global("auth_user", "auth.user", ValueTypes.text(), "",
            "The server user that runs `auth_query` for users missing in `auth_file`; empty turns the query off. The "
                    + "`auth_file` must have this user's password in plain text, unless the server asks for none.");
    static final SettingKey<String> QUERY = global("auth_query", "auth.query", ValueTypes.text(),
            "SELECT rolname, CASE WHEN rolvaliduntil < pg_catalog.now() THEN NULL ELSE rolpassword END "
                    + "FROM pg_catalog.pg_authid WHERE rolname=$1 AND rolcanlogin",
            "Looks up one user, `$1`: returns a row with the user's name and secret, or no row. The query runs at every "
                    + "login, so a changed password holds at once (but see `auth_query_ttl`); simultaneous logins of one user "
                    + "share an answer.");
    static final SettingKey<Duration> QUERY_TTL = global("auth_query_ttl", "auth.query_ttl", Quantities.seconds(), "0",
            "How long the answer of `auth_query` about a user counts. 0: the query runs at every login. Otherwise a reconnecting "
                    + "crowd costs one query per user and time, but a password that no longer holds lets in until the time is "
                    + "over. A new password holds at once: a failed login makes the next one ask again. RECONNECT and RELOAD "
                    + "forget all answers. Not in PgBouncer.");
    static final SettingKey<Duration> QUERY_NEGATIVE_TTL = global("auth_query_negative_ttl", "auth.query_negative_ttl",
            Quantities.seconds(), "1", "How long `auth_query`'s answer counts that there is no such user; no longer than "
                    + "`auth_query_ttl`. A user just made may have to wait so long. Not in PgBouncer.");
    static final SettingKey<String> DBNAME = global("auth_dbname", "auth.dbname", ValueTypes.text(), "",
            "The database entry in which `auth_query` runs; empty means the client's own database. The query can look up the "
                    + "console's users only if this is set.");
    static final SettingKey<String> HBA_FILE = global("auth_hba_file", "auth.hba_file", ValueTypes.filename(), "",
            "For `auth_type` `hba`: rules in the format of pg_hba.conf, with `trust`, `reject`, `password`, `md5`, "
                    + "`scram-sha-256`, `cert`, `peer`, `ldap` and `oauth`. A reload reads it again.");
    static final SettingKey<String> IDENT_FILE = global("auth_ident_file", "auth.ident_file", ValueTypes.filename(),
            "",
            "Which certificate's name, operating system's account or token's claim may be which user, in the format of pg_ident.conf, for "
                    + "lines of the HBA file with `map=`. A reload reads it again.");
    static final SettingKey<String> LDAP_OPTIONS = global("auth_ldap_options", "auth.ldap_options",
            ValueTypes.text(), "",
            "For `auth_type` `ldap`, and for lines of the HBA file with `ldap` alone: how to ask the LDAP server, "
                    + "by pg_hba.conf's options: `ldapserver=h ldaptls=1 ldapprefix=\"uid=\" ldapsuffix=\",dc=example\"`, or "
                    + "`ldapurl=\"ldaps://h/dc=example?uid?sub\"`.")
            .keptSecret();
    static final SettingKey<String> PAM_CONFDIR = global("auth_pam_confdir", "auth.pam_confdir",
            ValueTypes.filename(), "", "The directory of the PAM configuration.").withoutEffect();

    static final SettingKey<List<String>> ADMIN_USERS = global("admin_users", "admin.users", ValueTypes.list(), "",
            "Users who may give every command on the console; `*` for every user.");
    static final SettingKey<List<String>> STATS_USERS = global("stats_users", "admin.stats_users", ValueTypes.list(),
            "", "Users who may only use SHOW on the console; `*` for every user.");
    static final SettingKey<String> ADMIN_ADDRESS = global("admin_listen_addr", "admin.listen_addr",
            ValueTypes.text(), "", "Address of the console's own port. Empty means no such port: then the console is only "
                    + "the database `pgbouncer`. Not in PgBouncer.")
            .inYaml("127.0.0.1").needsRestart();
    static final SettingKey<Integer> ADMIN_PORT = global("admin_listen_port", "admin.listen_port", ValueTypes.port(0),
            "6433", "The console's own port; 0 takes any free port. Not in PgBouncer.").needsRestart();

    static final List<SettingKey<?>> AUTH = List.of(TYPE, FILE, SCRAM_ITERATIONS, SCRAM_MAX_ITERATIONS, CLEARTEXT, USER, QUERY,
            QUERY_TTL, QUERY_NEGATIVE_TTL, DBNAME,
            HBA_FILE, IDENT_FILE, LDAP_OPTIONS, PAM_CONFDIR);
    static final List<SettingKey<?>> ADMIN = List.of(ADMIN_USERS, STATS_USERS, ADMIN_ADDRESS, ADMIN_PORT);

    private AuthKeys() {
    }
}
