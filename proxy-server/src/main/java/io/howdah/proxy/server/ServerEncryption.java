package io.howdah.proxy.server;

import io.howdah.config.TlsMode;
import io.howdah.config.TlsSettings;
import java.util.List;
import java.util.Optional;

/**
 * TLS of the connections of one target. Connections opened with other settings, or with other certificates, are not of the same
 * kind.
 *
 * @param settings the database's
 * @param fingerprint of the certificates and keys in force when the target was made
 */
public record ServerEncryption(TlsSettings settings, String fingerprint) {

    /** Connections in clear. */
    public static final ServerEncryption NONE = new ServerEncryption(
            new TlsSettings(TlsMode.DISABLE, false, Optional.empty(), List.of(), List.of(), List.of(), List.of(), List.of()), "");

    /** The same with another mode. */
    public ServerEncryption with(TlsMode mode) {
        return new ServerEncryption(settings.with(mode), fingerprint);
    }
}
