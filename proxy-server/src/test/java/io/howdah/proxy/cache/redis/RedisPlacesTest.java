package io.howdah.proxy.cache.redis;

import static io.howdah.proxy.cache.redis.LinkRecord.CHANNEL;
import static io.howdah.proxy.cache.redis.LinkRecord.LONG;
import static io.howdah.proxy.cache.redis.LinkRecord.bytes;
import static io.howdah.proxy.cache.redis.LinkRecord.failure;
import static io.howdah.proxy.cache.redis.LinkRecord.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.config.HostAddress;
import io.howdah.config.RedisSettings;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.LeakWatch;
import io.howdah.proxy.testing.LogWatch;
import io.howdah.proxy.testing.RedisProcess;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Servers behind passwords, sentinels, clusters and TLS, and servers that are no masters. */
@Timeout(120)
class RedisPlacesTest {

    @RegisterExtension
    static final LeakWatch WATCH = LeakWatch.withLog();

    private static final String[] TRUST = {"javax.net.ssl.trustStore", "javax.net.ssl.trustStorePassword"};

    private static RedisSettings as(RedisProcess server, String user, String password) {
        return LinkRecord.settings(RedisSettings.Kind.STANDALONE, server.port(), "", Optional.ofNullable(user),
                Optional.ofNullable(password), LONG);
    }

    /** The server, or what leads to it, does not let the link in, and a line of the log says why, without the password. */
    private static void refuses(RedisSettings settings, String why) {
        try (LogWatch log = LogWatch.start(); LinkRecord record = LinkRecord.of(settings)) {
            Await.until("the refusal " + why, () -> ": " + log.lines(),
                    () -> log.lines().stream()
                            .anyMatch(line -> line.contains("cannot connect to Redis at") && line.contains(why)));
            assertThat(record.events).isEmpty();
            assertThat(log.lines()).noneMatch(line -> line.contains("s3cret") || line.contains("h0rse"));
        }
    }

    @Test
    void aPasswordOpens() throws Exception {
        try (RedisProcess server = RedisProcess.start("--requirepass", "s3cret")) {
            refuses(as(server, null, null), "NOAUTH");
            refuses(as(server, null, "h0rse"), "WRONGPASS");
            try (LinkRecord record = LinkRecord.of(as(server, null, "s3cret")).connected()) {
                get(record.link.set(bytes("a"), bytes("1"), 60_000));
                assertThat(record.look("a")).isEqualTo("1");
            }
        }
    }

    @Test
    void aUserMayDoWhatItsRulesAllow() throws Exception {
        try (RedisProcess server = RedisProcess.start()) {
            user(server, "howdah", "~howdah:*", "resetchannels", "&howdah:*", "-@all", "+info", "+pttl", "+mget", "+get", "+set",
                    "+publish",
                    "+subscribe");
            user(server, "mute", "~howdah:*", "resetchannels", "+@all");
            user(server, "blind", "~howdah:*", "&*", "+@all", "-info");
            user(server, "stranger", "~other:*", "&*", "+@all");
            refuses(as(server, "howdah", "h0rse"), "WRONGPASS");
            refuses(as(server, "nobody", "s3cret"), "WRONGPASS");
            refuses(as(server, "mute", "s3cret"), "NOPERM");
            refuses(as(server, "blind", "s3cret"), "NOPERM");
            refuses(as(server, "stranger", "s3cret"), "NOPERM");
            RedisKeys keys = new RedisKeys(as(server, "howdah", "s3cret"));
            try (LinkRecord record = LinkRecord.of(as(server, "howdah", "s3cret")).connected()) {
                get(record.link.set(keys.key("a"), bytes("1"), 60_000));
                assertThat(record.look("howdah:a")).isEqualTo("1");
                get(record.link.publish(CHANNEL, bytes("m")));
                assertThat(failure(record.link.set(bytes("a"), bytes("1"), 60_000))).hasMessageStartingWith("NOPERM");
                assertThat(record.events).startsWith("connected");
            }
        }
    }

    private static void user(RedisProcess server, String name, String... rules) throws Exception {
        List<String> words = new ArrayList<>(List.of("ACL", "SETUSER", name, "reset", "on", ">s3cret"));
        words.addAll(List.of(rules));
        assertThat(server.ask(words.toArray(new String[0]))).isEqualTo("OK");
    }

    @Test
    void aDatabaseIsChosen() throws Exception {
        try (RedisProcess server = RedisProcess.start()) {
            RedisSettings one = as(server, null, null);
            RedisSettings two = new RedisSettings(one.kind(), one.hosts(), "", 2, false, one.user(), one.password(), one.prefix(),
                    one.timeout());
            try (LinkRecord record = LinkRecord.of(two).connected()) {
                get(record.link.set(bytes("a"), bytes("1"), 60_000));
                get(record.link.store(bytes("b"), bytes("1"), 60_000, true));
                assertThat(server.ask("DBSIZE")).isEqualTo("0");
                assertThat(server.ask("INFO", "keyspace")).contains("db2:keys=2");
            }
        }
    }

    @Test
    void aReplicaIsNotTaken() throws Exception {
        try (RedisProcess master = RedisProcess.start();
                RedisProcess replica = RedisProcess.start("--replicaof", "127.0.0.1", Integer.toString(master.port()))) {
            refuses(as(replica, null, null), "no master");
            try (LinkRecord record = LinkRecord.of(replica)) {
                replica.ask("REPLICAOF", "NO", "ONE");
                record.connected();
                replica.ask("REPLICAOF", "127.0.0.1", Integer.toString(master.port()));
                assertThat(failure(record.link.set(bytes("a"), bytes("1"), 60_000)).reason())
                        .isIn(RedisFailure.Reason.REFUSED, RedisFailure.Reason.DISCONNECTED);
                Await.until("the end of the era", () -> record.has("disconnected"));
            }
        }
    }

    @Test
    void sentinelsTellWhereTheMasterIs() throws Exception {
        try (RedisProcess master = RedisProcess.start();
                RedisProcess replica = RedisProcess.start("--replicaof", "127.0.0.1", Integer.toString(master.port()))) {
            // A sentinel looks at a replica when it meets it, and then only every 10 s.
            Await.until("the replica to have all data", replica::log,
                    () -> replica.ask("INFO", "replication").contains("master_link_status:up"));
            try (RedisProcess sentinel = RedisProcess.startSentinel("shop", master)) {
                refuses(LinkRecord.settings(RedisSettings.Kind.SENTINEL, sentinel.port(), "other", Optional.empty(),
                        Optional.empty(), LONG), "no master with the name other");
                RedisSettings settings = new RedisSettings(RedisSettings.Kind.SENTINEL,
                        // Nobody listens at the first.
                        List.of(new HostAddress("127.0.0.1", 1), new HostAddress("127.0.0.1", sentinel.port())), "shop", 0, false,
                        Optional.empty(), Optional.empty(), "howdah:", LONG);
                try (LinkRecord record = LinkRecord.of(settings).connected()) {
                    get(record.link.set(bytes("a"), bytes("1"), 60_000));
                    // The old master goes on for some seconds, but the sentinels name the new one.
                    Await.until("the failover", sentinel::log, () -> sentinel.ask("SENTINEL", "FAILOVER", "shop").equals("OK"));
                    record.connected(2);
                    assertThat(record.events.get(1)).startsWith("disconnected: ");
                    assertThat(record.servers.get(1)).isNotEqualTo(record.servers.get(0));
                    assertThat(replica.ask("INFO", "server")).contains(record.servers.get(1));
                    get(record.link.set(bytes("a"), bytes("2"), 60_000));
                    assertThat(record.look("a")).isEqualTo("2");
                }
            }
        }
    }

    @Test
    void aSentinelMayAskForThePassword() throws Exception {
        try (RedisProcess master = RedisProcess.start("--requirepass", "s3cret");
                RedisProcess sentinel = RedisProcess.startSentinel("shop", master, "sentinel auth-pass shop s3cret",
                        "requirepass s3cret");
                LinkRecord record = LinkRecord.of(LinkRecord.settings(RedisSettings.Kind.SENTINEL, sentinel.port(), "shop",
                        Optional.empty(), Optional.of("s3cret"), LONG))) {
            record.connected();
        }
    }

    @Test
    void aClusterTellsWhichServerHasTheKeys() throws Exception {
        try (RedisProcess one = RedisProcess.startInCluster(); RedisProcess two = RedisProcess.startInCluster()) {
            RedisSettings settings = LinkRecord.settings(RedisSettings.Kind.CLUSTER, one.port(), "", Optional.empty(),
                    Optional.empty(), LONG);
            refuses(settings, "no server of the cluster has slot");
            RedisKeys keys = new RedisKeys(settings);
            int slot = keys.slot();
            assertThat(one.ask("CLUSTER", "KEYSLOT", "{howdah:}anything")).isEqualTo(Integer.toString(slot));
            one.ask("CLUSTER", "MEET", "127.0.0.1", Integer.toString(two.port()));
            assertThat(one.ask(allSlotsBut(slot))).isEqualTo("OK");
            assertThat(two.ask("CLUSTER", "ADDSLOTS", Integer.toString(slot))).isEqualTo("OK");
            Await.until("the cluster", one::log, () -> one.ask("CLUSTER", "INFO").contains("cluster_state:ok")
                    && two.ask("CLUSTER", "INFO").contains("cluster_state:ok"));
            try (LinkRecord record = LinkRecord.of(settings).connected()) {
                assertThat(two.ask("INFO", "server")).contains(record.servers.get(0));
                get(record.link.set(keys.key("a"), bytes("1"), 60_000));
                assertThat(get(record.link.lookUp(keys.key("a"), List.of(keys.key("b")))).values()).hasSize(2);
                assertThat(two.ask("GET", "{howdah:}a")).isEqualTo("1");
                get(record.link.publish(CHANNEL, bytes("m")));
                Await.until("a message", () -> record.has("message: m"));

                two.ask("FLUSHALL");
                String id = one.ask("CLUSTER", "MYID");
                assertThat(two.ask("CLUSTER", "SETSLOT", Integer.toString(slot), "NODE", id)).isEqualTo("OK");
                assertThat(one.ask("CLUSTER", "SETSLOT", Integer.toString(slot), "NODE", id)).isEqualTo("OK");
                assertThat(failure(record.link.set(keys.key("a"), bytes("2"), 60_000))).hasMessageStartingWith("MOVED");
                record.connected(2);
                assertThat(one.ask("INFO", "server")).contains(record.servers.get(1));
                get(record.link.set(keys.key("a"), bytes("3"), 60_000));
                assertThat(one.ask("GET", "{howdah:}a")).isEqualTo("3");
            }
        }
    }

    private static String[] allSlotsBut(int slot) {
        List<String> words = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
        for (int i = 0; i < 16_384; i++) {
            if (i != slot) {
                words.add(Integer.toString(i));
            }
        }
        return words.toArray(new String[0]);
    }

    @Test
    void tlsNeedsACertificateThatJavaTrusts(@TempDir Path folder) throws Exception {
        Path key = folder.resolve("key.pem");
        Path certificate = folder.resolve("certificate.pem");
        Process openssl = new ProcessBuilder("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes", "-keyout", key.toString(), "-out", certificate.toString(), "-days", "2", "-subj", "/CN=howdah",
                "-addext",
                "subjectAltName=IP:127.0.0.1").redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
        Assumptions.assumeTrue(openssl.waitFor(60, TimeUnit.SECONDS) && openssl.exitValue() == 0, "openssl is not here");
        Path store = folder.resolve("trust.p12");
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        try (InputStream in = Files.newInputStream(certificate); OutputStream out = Files.newOutputStream(store)) {
            trust.setCertificateEntry("redis", CertificateFactory.getInstance("X.509").generateCertificate(in));
            trust.store(out, "changeit".toCharArray());
        }
        try (RedisProcess server = RedisProcess.startTls(certificate, key)) {
            RedisSettings plain = as(server, null, null);
            RedisSettings settings = new RedisSettings(plain.kind(), plain.hosts(), "", 0, true, plain.user(), plain.password(),
                    plain.prefix(), plain.timeout());
            refuses(settings, "unable to find valid certification path");
            System.setProperty(TRUST[0], store.toString());
            System.setProperty(TRUST[1], "changeit");
            try (LinkRecord record = LinkRecord.of(settings).connected()) {
                byte[] big = new byte[1 << 20];
                get(record.link.store(bytes("a"), big, 60_000, true));
                assertThat(get(record.link.big(bytes("a")))).isEqualTo(big);
                get(record.link.publish(CHANNEL, bytes("m")));
                Await.until("a message", () -> record.has("message: m"));
                // The certificate names the address alone.
                refuses(new RedisSettings(plain.kind(), List.of(new HostAddress("localhost", server.port())), "", 0, true,
                        plain.user(), plain.password(), plain.prefix(), plain.timeout()), "localhost");
            } finally {
                List.of(TRUST).forEach(System::clearProperty);
            }
        }
    }
}
