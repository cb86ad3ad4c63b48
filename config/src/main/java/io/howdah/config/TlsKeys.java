package io.howdah.config;

import static io.howdah.config.SettingKey.global;
import static io.howdah.config.SettingKey.own;

import java.util.List;

/** TLS settings of both sides. */
final class TlsKeys {

    private static final ValueType<TlsMode> MODE = ValueTypes.choice(TlsMode.values(), TlsMode::spelling);
    private static final ValueType<String> NEGOTIATION = ValueTypes.word("postgres", "direct");

    private static final String CIPHERS = "Ciphers for TLS up to 1.2: names with colons between them, or `default`. OpenSSL's "
            + "words for whole groups (`HIGH`, `!aNULL`) stand for `default`, which has no weak ones.";
    private static final String TLS13_CIPHERS = "Ciphers for TLS 1.3: names with colons between them; empty for all. With this "
            + "setting Java's own TLS is used, which costs more CPU.";
    private static final String PROTOCOLS = "Protocol versions: `secure` is TLS 1.2 and 1.3, `all` adds 1.0 and 1.1; or names "
            + "with commas between them, `!tlsv1.2` takes one away.";

    static final SettingKey<TlsMode> CLIENT_MODE = global("client_tls_sslmode", "client_tls.sslmode", MODE, "disable",
            "Encryption of connections from clients. `allow` and `prefer`: clients may use TLS; `require`: they must; "
                    + "`verify-ca` and `verify-full`: they must, and need a certificate signed by `client_tls_ca_file`.");
    static final SettingKey<String> CLIENT_CA = global("client_tls_ca_file", "client_tls.ca_file", ValueTypes.filename(), "",
            "Authorities that sign clients' certificates, PEM. If it is set, clients are asked for a certificate, and one that "
                    + "is not signed by these is refused. A reload reads the file again, for new connections.");
    static final SettingKey<List<String>> CLIENT_CERT = global("client_tls_cert_file", "client_tls.cert_file", ValueTypes.list(),
            "", "The pooler's certificate for clients, PEM, followed by its chain. Several files with commas between them: a "
                    + "client that names the host (SNI) gets the first certificate with that name, otherwise the first of "
                    + "all. A reload reads the files again, for new connections.");
    static final SettingKey<List<String>> CLIENT_KEY = global("client_tls_key_file", "client_tls.key_file", ValueTypes.list(), "",
            "The certificate's private key, PEM (PKCS 8, PKCS 1 or SEC 1, not encrypted); as many files as certificates.");
    static final SettingKey<String> CLIENT_CIPHERS = global("client_tls_ciphers", "client_tls.ciphers", ValueTypes.text(),
            "default", CIPHERS);
    static final SettingKey<String> CLIENT_TLS13_CIPHERS = global("client_tls13_ciphers", "client_tls.tls13_ciphers",
            ValueTypes.text(), "", TLS13_CIPHERS);
    static final SettingKey<String> CLIENT_PROTOCOLS = global("client_tls_protocols", "client_tls.protocols", ValueTypes.text(),
            "secure", PROTOCOLS);
    static final SettingKey<String> CLIENT_CURVE = global("client_tls_ecdhcurve", "client_tls.ecdhcurve", ValueTypes.text(),
            "auto", "Groups of the key exchange, `X25519:P-256` for example; `auto` for the library's choice.");
    private static final SettingKey<String> DH_PARAMETERS = global("client_tls_dheparams", "client_tls.dheparams",
            ValueTypes.text(), "auto", "Diffie-Hellman parameters. The key exchange uses elliptic curves only.").withoutEffect();

    static final SettingKey<TlsMode> SERVER_MODE = global("server_tls_sslmode", "server_tls.sslmode", MODE, "prefer",
            "Encryption of connections to servers, as libpq's `sslmode`. `prefer`: TLS if the server has it; `require`: always; "
                    + "`verify-ca`: the server's certificate must be signed by `server_tls_ca_file`; `verify-full`: and have the "
                    + "host's name. Cancel requests are encrypted like the connection they are for.");
    static final SettingKey<String> SERVER_NEGOTIATION = global("server_tls_negotiation", "server_tls.negotiation", NEGOTIATION,
            "postgres", "`direct` begins TLS without asking, for PostgreSQL 17 and newer, with `require` or stronger; saves a "
                    + "round trip. Not in PgBouncer.");
    static final SettingKey<String> SERVER_CA = global("server_tls_ca_file", "server_tls.ca_file", ValueTypes.filename(), "",
            "Authorities that sign servers' certificates, PEM; empty for those that Java knows. A reload reads the file again; if "
                    + "it has changed, connections to servers are replaced as by RECONNECT.");
    static final SettingKey<String> SERVER_CERT = global("server_tls_cert_file", "server_tls.cert_file", ValueTypes.filename(),
            "", "The pooler's certificate for servers that ask for one, PEM, followed by its chain.");
    static final SettingKey<String> SERVER_KEY = global("server_tls_key_file", "server_tls.key_file", ValueTypes.filename(), "",
            "The certificate's private key, PEM (PKCS 8, PKCS 1 or SEC 1, not encrypted).");
    static final SettingKey<String> SERVER_CIPHERS = global("server_tls_ciphers", "server_tls.ciphers", ValueTypes.text(),
            "default", CIPHERS);
    static final SettingKey<String> SERVER_TLS13_CIPHERS = global("server_tls13_ciphers", "server_tls.tls13_ciphers",
            ValueTypes.text(), "", TLS13_CIPHERS);
    static final SettingKey<String> SERVER_PROTOCOLS = global("server_tls_protocols", "server_tls.protocols", ValueTypes.text(),
            "secure", PROTOCOLS);

    static final List<SettingKey<?>> CLIENT = List.of(CLIENT_MODE, CLIENT_CA, CLIENT_CERT, CLIENT_KEY, CLIENT_CIPHERS,
            CLIENT_TLS13_CIPHERS, CLIENT_PROTOCOLS, DH_PARAMETERS, CLIENT_CURVE);
    static final List<SettingKey<?>> SERVER = List.of(SERVER_MODE, SERVER_NEGOTIATION, SERVER_CA, SERVER_CERT, SERVER_KEY,
            SERVER_CIPHERS, SERVER_TLS13_CIPHERS, SERVER_PROTOCOLS);

    // One database's servers, with libpq's names.
    static final SettingKey<TlsMode> DATABASE_MODE = own("sslmode", MODE, "Instead of `server_tls_sslmode`. Not in PgBouncer.");
    static final SettingKey<String> DATABASE_NEGOTIATION = own("sslnegotiation", NEGOTIATION,
            "Instead of `server_tls_negotiation`. Not in PgBouncer.");
    static final SettingKey<String> DATABASE_CA = own("sslrootcert", ValueTypes.filename(),
            "Instead of `server_tls_ca_file`. Not in PgBouncer.");
    static final SettingKey<String> DATABASE_CERT = own("sslcert", ValueTypes.filename(),
            "Instead of `server_tls_cert_file`. Not in PgBouncer.");
    static final SettingKey<String> DATABASE_KEY = own("sslkey", ValueTypes.filename(),
            "Instead of `server_tls_key_file`. Not in PgBouncer.");

    private TlsKeys() {
    }
}
