package io.howdah.proxy.tls;

import io.howdah.config.TlsSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Certificates and keys of one side, read from their files at one moment.
 *
 * @param authorities empty for those that Java knows
 * @param own in the order of the settings
 * @param fingerprint the same as long as the files say the same
 */
record TlsMaterial(List<X509Certificate> authorities, List<Own> own, String fingerprint) {

    /** Bytes; a file with all public authorities has some 250,000. */
    private static final long LARGEST = 4 << 20;

    /** A certificate of the pooler's own with its chain, and its key. */
    record Own(PrivateKey key, List<X509Certificate> chain) {
        X509Certificate certificate() {
            return chain.get(0);
        }

        @Override
        public String toString() {
            return "Own[" + certificate().getSubjectX500Principal() + "]";
        }
    }

    /** @throws UncheckedIOException with words for an operator, if a file cannot be used */
    static TlsMaterial read(TlsSettings settings) {
        MessageDigest digest = sha256();
        List<X509Certificate> authorities = new ArrayList<>();
        settings.authorities().ifPresent(file -> authorities.addAll(certificates(file, text(file, digest))));
        List<Own> own = new ArrayList<>();
        for (TlsSettings.Certificate files : settings.own()) {
            List<X509Certificate> chain = certificates(files.chain(), text(files.chain(), digest));
            PrivateKey key;
            try {
                key = PemKeys.read(text(files.key(), digest));
            } catch (GeneralSecurityException e) {
                throw unusable(files.key(), String.valueOf(e.getMessage()));
            }
            if (!belongTogether(key, chain.get(0).getPublicKey())) {
                throw unusable(files.key(), "the private key is not the one of the certificate in " + files.chain());
            }
            own.add(new Own(key, chain));
        }
        return new TlsMaterial(authorities, own, HexFormat.of().formatHex(digest.digest()));
    }

    private static List<X509Certificate> certificates(Path file, String pem) {
        try {
            return PemCertificates.read(pem);
        } catch (GeneralSecurityException e) {
            throw unusable(file, String.valueOf(e.getMessage()));
        }
    }

    private static String text(Path file, MessageDigest digest) {
        byte[] bytes = bytes(file);
        digest.update((file + "\0" + bytes.length + "\0").getBytes(StandardCharsets.UTF_8));
        digest.update(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /**
     * A whole file. Reading a device may never end, and reading a pipe waits for a writer, so that both are refused.
     *
     * @throws UncheckedIOException with words for an operator, if the file cannot be used
     */
    static byte[] bytes(Path file) {
        try {
            if (Files.exists(file) && (!Files.isRegularFile(file) || Files.size(file) > LARGEST)) {
                throw unusable(file, "not a file of at most " + (LARGEST >> 20) + " MB");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw unusable(file, "cannot be read");
        }
    }

    /** Whether what the key signs is good for the certificate: a wrong pair would show only in a client's handshake. */
    private static boolean belongTogether(PrivateKey key, PublicKey of) {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case "RSASSA-PSS" -> "";
            default -> key.getAlgorithm();
        };
        if (algorithm.isEmpty()) {
            return of.getAlgorithm().startsWith("RSA");
        }
        try {
            byte[] text = "howdah".getBytes(StandardCharsets.US_ASCII);
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(text);
            byte[] signed = signer.sign();
            Signature verifier = Signature.getInstance(algorithm);
            verifier.initVerify(of);
            verifier.update(text);
            return verifier.verify(signed);
        } catch (GeneralSecurityException wrong) {
            return false;
        }
    }

    private static UncheckedIOException unusable(Path file, String why) {
        return new UncheckedIOException(new IOException(file + ": " + why));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
