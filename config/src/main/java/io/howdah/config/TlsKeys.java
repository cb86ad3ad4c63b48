package io.howdah.config;

import static io.howdah.config.SettingKey.global;

import java.util.List;
import java.util.Set;

/** TLS settings of both sides. */
final class TlsKeys {

    /** Modes that promise encryption. Howdah does not encrypt yet, so it must refuse them. */
    private static final Set<String> PROMISES = Set.of("require", "verify-ca", "verify-full");
    private static final ValueType<String> MODE = ValueTypes.refusing(
            ValueTypes.word("disable", "allow", "prefer", "require", "verify-ca", "verify-full"), PROMISES,
            "one of disable, allow, prefer");
    private static final String MODE_MEANING = "Encryption of connections %s. Connections are plain for now, so "
            + "Howdah refuses `require`, `verify-ca` and `verify-full`.";

    static final SettingKey<String> CLIENT_MODE = global("client_tls_sslmode", "client_tls.sslmode", MODE, "disable",
            String.format(MODE_MEANING, "from clients")).withoutEffect();
    static final SettingKey<String> SERVER_MODE = global("server_tls_sslmode", "server_tls.sslmode", MODE, "prefer",
            String.format(MODE_MEANING, "to servers")).withoutEffect();

    static final List<SettingKey<?>> CLIENT = List.of(
            CLIENT_MODE,
            file("client_tls", "ca_file", "Authorities that sign trusted client certificates."),
            file("client_tls", "cert_file", "The pooler's certificate for clients."),
            file("client_tls", "key_file", "The certificate's private key."),
            text("client_tls", "ciphers", "default", "Ciphers for TLS up to 1.2."),
            global("client_tls13_ciphers", "client_tls.tls13_ciphers", ValueTypes.text(), "", "Ciphers for TLS 1.3.")
                    .withoutEffect(),
            text("client_tls", "protocols", "secure", "Protocol versions; `secure` is TLS 1.2 and 1.3."),
            text("client_tls", "dheparams", "auto", "Diffie-Hellman parameters."),
            text("client_tls", "ecdhcurve", "auto", "Curve of the key exchange."));

    static final List<SettingKey<?>> SERVER = List.of(
            SERVER_MODE,
            file("server_tls", "ca_file", "Authorities that sign trusted server certificates."),
            file("server_tls", "cert_file", "The pooler's certificate for servers."),
            file("server_tls", "key_file", "The certificate's private key."),
            text("server_tls", "ciphers", "default", "Ciphers for TLS up to 1.2."),
            global("server_tls13_ciphers", "server_tls.tls13_ciphers", ValueTypes.text(), "", "Ciphers for TLS 1.3.")
                    .withoutEffect(),
            text("server_tls", "protocols", "secure", "Protocol versions; `secure` is TLS 1.2 and 1.3."));

    private TlsKeys() {
    }

    private static SettingKey<String> file(String side, String name, String meaning) {
        return global(side + "_" + name, side + "." + name, ValueTypes.filename(), "", meaning).withoutEffect();
    }

    private static SettingKey<String> text(String side, String name, String standard, String meaning) {
        return global(side + "_" + name, side + "." + name, ValueTypes.text(), standard, meaning).withoutEffect();
    }
}
